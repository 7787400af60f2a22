namespace October.Crd.Spec;

/// <summary>The HTTP service.</summary>
public sealed class ApiSpec : ComponentSpec
{
    [Description("What the api requires of its callers. Default: an API key.")]
    public ApiAuthSpec? Auth { get; set; }

    [Description("The Service in front of the api. Live: it is not rolled back, as a load balancer would lose its address. Default: a ClusterIP.")]
    public ApiServiceSpec? Service { get; set; }
}
