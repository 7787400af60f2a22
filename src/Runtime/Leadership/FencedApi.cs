using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Runtime.Leadership;

/// <summary>An API server that takes writes only from the leader; reads are anybody's.</summary>
/// <remarks>A write outside the term throws <see cref="OperationCanceledException"/>, as the work of that term is cancelled anyway.</remarks>
public sealed class FencedApi(IKubeApi api, LeaseFence fence) : IKubeApi
{
    /// <inheritdoc/>
    public Task<KubeList<T>> ListAsync<T>(string? ns, string? labelSelector, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta> => api.ListAsync<T>(ns, labelSelector, token);

    /// <inheritdoc/>
    public IAsyncEnumerable<WatchLine> WatchAsync<T>(string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta> => api.WatchAsync<T>(ns, labelSelector, resourceVersion, timeout, token);

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(string? ns, string name, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta> => api.GetAsync<T>(ns, name, token);

    /// <inheritdoc/>
    public Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken token) =>
        api.ReadLogAsync(ns, pod, container, tailLines, previous, token);

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken token, bool force = true)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().ApplyAsync<T>(intent, fieldManager, subresource, token, force);

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().CreateAsync(entity, token);

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(T entity, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().ReplaceAsync(entity, token);

    /// <inheritdoc/>
    public Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().JsonPatchAsync<T>(ns, name, patch, token);

    /// <inheritdoc/>
    public Task DeleteAsync<T>(T entity, CancellationToken token)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().DeleteAsync(entity, token);

    private IKubeApi Leading() => fence.Holds ? api : throw new OperationCanceledException("the lease has not been renewed in time: another process may lead");
}
