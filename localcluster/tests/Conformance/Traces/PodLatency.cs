using October.LocalCluster.ApiServer.Requests;

namespace October.Conformance.Traces;

/// <summary>
/// Making, changing and deleting a pod, letting a claim go, and collecting what is left, takes a tenth of a second, as it did in the recorded cluster: what
/// other controllers see in between is part of the recordings.
/// </summary>
internal sealed class PodLatency(TimeProvider time) : IInterceptor
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    public async ValueTask<ApiResponse?> BeforeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var collects = request.Method is "PATCH" or "DELETE"
            && request.UserAgent is "garbage-collector" or "namespace-controller" or "persistentvolume-controller";
        var isOfController = request.UserAgent is { Length: > 0 } and not "kubelet";
        if (collects || (isOfController && request.Method is "POST" or "PATCH" or "DELETE" && request.Path.Split('/') is [.., "pods"] or [.., "pods", _]))
            await Task.Delay(Latency, time, cancellationToken);
        return null;
    }
}
