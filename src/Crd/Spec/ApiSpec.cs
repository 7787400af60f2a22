namespace October.Crd.Spec;

/// <summary>The HTTP service.</summary>
public sealed class ApiSpec : ComponentSpec;
