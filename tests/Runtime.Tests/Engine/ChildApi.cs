using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Runtime.Engine;

/// <summary>A scripted API server that has Secrets, too: none at first, then what the test sends.</summary>
internal sealed class ChildApi(ScriptedApi inner) : IKubeApi
{
    private readonly Channel<WatchLine> _children = Channel.CreateUnbounded<WatchLine>();

    /// <summary>What the list of Secrets waits for; null for nothing.</summary>
    public TaskCompletionSource? List { get; init; }

    public void Send(string type, string name, int version, string owner) =>
        _children.Writer.TryWrite(
            new WatchLine(
                type,
                JsonSerializer.SerializeToElement(
                    new
                    {
                        metadata = new
                        {
                            name,
                            @namespace = "ns",
                            uid = name,
                            resourceVersion = $"{version}",
                            labels = new { owner },
                        },
                    })));

    public async Task<KubeList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (typeof(T) != typeof(V1Secret))
            return await inner.ListAsync<T>(options, cancellationToken);
        if (List is not null)
            await List.Task.WaitAsync(cancellationToken);
        return new KubeList<T>("1", []);
    }

    public IAsyncEnumerable<WatchLine> WatchAsync<T>(
        string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> =>
        typeof(T) == typeof(V1Secret)
            ? _children.Reader.ReadAllAsync(cancellationToken)
            : inner.WatchAsync<T>(ns, labelSelector, resourceVersion, timeout, cancellationToken);

    public Task<T?> GetAsync<T>(string? ns, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken cancellationToken, bool force = true)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException();

    public Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException();

    public Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
