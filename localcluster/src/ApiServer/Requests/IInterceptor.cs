using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Requests;

/// <summary>
/// The one place where everything passes: tests observe, refuse, delay, lose or reorder here. The default lets everything through.
/// An <see cref="IOException"/> thrown here is a connection that breaks: before the request, after its commit, or within a watch.
/// </summary>
public interface IInterceptor
{
    /// <summary>Sees a request before it is handled. A returned response is the answer, and the request is not handled.</summary>
    ValueTask<ApiResponse?> BeforeAsync(ApiRequest request, CancellationToken cancellationToken) => ValueTask.FromResult<ApiResponse?>(null);

    /// <summary>Sees the answer after its write was committed; returns what the client gets.</summary>
    ValueTask<ApiResponse> AfterAsync(ApiRequest request, ApiResponse response, CancellationToken cancellationToken) => ValueTask.FromResult(response);

    /// <summary>Sees every event of a watch before it is delivered; null drops it.</summary>
    ValueTask<WatchEvent?> DeliverAsync(ApiRequest watch, WatchEvent change, CancellationToken cancellationToken) => ValueTask.FromResult<WatchEvent?>(change);
}
