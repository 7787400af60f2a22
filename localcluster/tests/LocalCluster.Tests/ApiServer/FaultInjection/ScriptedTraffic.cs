using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.FaultInjection;

/// <summary>An interceptor that does what a test says, and nothing otherwise.</summary>
internal sealed class ScriptedTraffic : IInterceptor
{
    public Func<ApiRequest, ValueTask<ApiResponse?>>? Before { get; set; }

    public Func<ApiRequest, ApiResponse, ApiResponse>? After { get; set; }

    public Func<WatchEvent, WatchEvent?>? Deliver { get; set; }

    public ValueTask<ApiResponse?> BeforeAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Before?.Invoke(request) ?? ValueTask.FromResult<ApiResponse?>(null);

    public ValueTask<ApiResponse> AfterAsync(ApiRequest request, ApiResponse response, CancellationToken cancellationToken) =>
        ValueTask.FromResult(After?.Invoke(request, response) ?? response);

    public ValueTask<WatchEvent?> DeliverAsync(ApiRequest watch, WatchEvent change, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Deliver is null ? change : Deliver(change));
}
