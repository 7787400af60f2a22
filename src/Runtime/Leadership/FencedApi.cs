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
    public Task<KubeList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => api.ListAsync<T>(options, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<WatchLine> WatchAsync<T>(
        string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => api.WatchAsync<T>(ns, labelSelector, resourceVersion, timeout, cancellationToken);

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(string? ns, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => api.GetAsync<T>(ns, name, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellationToken) =>
        api.ReadLogAsync(ns, pod, container, tailLines, previous, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken cancellationToken, bool force = true)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().ApplyAsync<T>(intent, fieldManager, subresource, cancellationToken, force);

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().CreateAsync(entity, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().ReplaceAsync(entity, cancellationToken);

    /// <inheritdoc/>
    public Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().JsonPatchAsync<T>(ns, name, patch, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => Leading().DeleteAsync(entity, cancellationToken);

    private IKubeApi Leading() => fence.Holds ? api : throw new OperationCanceledException("the lease has not been renewed in time: another process may lead");
}
