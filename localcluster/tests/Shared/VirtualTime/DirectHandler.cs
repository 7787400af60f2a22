namespace October.LocalCluster.Testing;

/// <summary>
/// Connects a Kubernetes client to a cluster in the same process without a socket. Kubernetes clients take their transport only as a handler that others
/// follow.
/// </summary>
/// <param name="cluster">The cluster's own handler.</param>
internal sealed class DirectHandler(HttpMessageHandler cluster) : DelegatingHandler
{
    private readonly HttpMessageInvoker _invoker = new(cluster);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _invoker.Dispose();
        base.Dispose(disposing);
    }
}
