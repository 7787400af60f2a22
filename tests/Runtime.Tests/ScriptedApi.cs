using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Runtime;

/// <summary>An API server whose lists and watches a test plays by hand, and whose leases really are stored.</summary>
internal sealed class ScriptedApi : IKubeApi
{
    private readonly Lock _gate = new();
    private V1Lease? _lease;
    private int _version = 100;

    /// <summary>Answers to lists, in order; the last one stays.</summary>
    public Queue<Func<object>> Lists { get; } = new();

    /// <summary>Each watch that is opened takes the next channel.</summary>
    public Channel<Channel<WatchLine>> Watches { get; } = Channel.CreateUnbounded<Channel<WatchLine>>();

    /// <summary>Versions that watches were opened at.</summary>
    public List<string> OpenedAt { get; } = [];

    public int ListCount { get; private set; }

    /// <summary>Every call to a lease throws while set.</summary>
    public Exception? LeaseFault { get; set; }

    public V1Lease? Lease
    {
        get
        {
            lock (_gate)
                return _lease;
        }
    }

    public int LeaseWrites { get; private set; }

    public static WatchLine Line(string type, string name, int version) =>
        new(
            type,
            JsonSerializer.SerializeToElement(
                new
                {
                    apiVersion = "v1",
                    kind = "ConfigMap",
                    metadata = new
                    {
                        name,
                        @namespace = "ns",
                        uid = name,
                        resourceVersion = $"{version}",
                    },
                }));

    public static WatchLine Error(int code, string reason) =>
        new(
            "ERROR",
            JsonSerializer.SerializeToElement(
                new
                {
                    kind = "Status",
                    code,
                    reason,
                    message = reason,
                }));

    public Task<KubeList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ListCount++;
        var list = (KubeList<T>)(Lists.Count > 1 ? Lists.Dequeue() : Lists.Peek())();
        foreach (var item in list.Items)
            options.Transform?.Invoke(item);
        return Task.FromResult(list);
    }

    public async IAsyncEnumerable<WatchLine> WatchAsync<T>(
        string? ns, string? labelSelector, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        OpenedAt.Add(resourceVersion);
        var channel = Channel.CreateUnbounded<WatchLine>();
        await Watches.Writer.WriteAsync(channel, cancellationToken);
        await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            yield return line;
    }

    public Task<T?> GetAsync<T>(string? ns, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
            return LeaseFault is null ? Task.FromResult((T?)(object?)Copy(_lease)) : Task.FromException<T?>(LeaseFault);
    }

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => Write(entity, create: true);

    public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => Write(entity, create: false);

    public Task<T> ApplyAsync<T>(JsonObject intent, string fieldManager, string? subresource, CancellationToken cancellationToken, bool force = true)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException("no test applies through this double");

    public Task<T> JsonPatchAsync<T>(string? ns, string name, JsonArray patch, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException("no test patches through this double");

    public Task DeleteAsync<T>(T entity, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta> => throw new NotSupportedException("no test deletes through this double");

    public Task<string> ReadLogAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellationToken) =>
        Task.FromResult("");

    private static V1Lease? Copy(V1Lease? lease) => lease is null ? null : KubeJson.Read<V1Lease>(KubeJson.Write(lease));

    private Task<T> Write<T>(T entity, bool create)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            if (LeaseFault is not null)
                return Task.FromException<T>(LeaseFault);
            var stale = create ? _lease is not null : entity.Metadata.ResourceVersion != _lease?.Metadata.ResourceVersion;
            if (stale)
                return Task.FromException<T>(new KubeApiException(HttpStatusCode.Conflict, "Conflict", "changed meanwhile"));
            _lease = Copy((V1Lease)(object)entity)!;
            _lease.Metadata.ResourceVersion = $"{++_version}";
            LeaseWrites++;
            return Task.FromResult((T)(object)Copy(_lease)!);
        }
    }
}
