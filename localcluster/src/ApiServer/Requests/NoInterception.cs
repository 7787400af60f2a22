namespace October.LocalCluster.ApiServer.Requests;

/// <summary>Lets everything through.</summary>
internal sealed class NoInterception : IInterceptor;
