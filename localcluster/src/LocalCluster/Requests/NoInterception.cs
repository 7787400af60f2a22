namespace October.LocalCluster.Requests;

/// <summary>Lets everything through.</summary>
internal sealed class NoInterception : IInterceptor;
