using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using October.Conformance.Matching;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.Host;
using October.LocalCluster.Testing;

namespace October.Conformance.Traces;

/// <summary>A whole cluster on a clock of its own, with a node that plays the recorded programs; watches everything that traces speak of.</summary>
internal sealed class TraceCluster : IAsyncDisposable
{
    private const string Namespace = "ns-bcdfghj";

    private static readonly ResourceType[] Watched =
    [
        new("apps", "v1", "deployments"), new("apps", "v1", "replicasets"), new("", "v1", "pods"), new("batch", "v1", "jobs"), new("batch", "v1", "cronjobs"),
        new("", "v1", "services"), new("discovery.k8s.io", "v1", "endpointslices"), new("autoscaling", "v2", "horizontalpodautoscalers"),
        new("policy", "v1", "poddisruptionbudgets"), new("", "v1", "persistentvolumeclaims"), new("", "v1", "configmaps"),
        new("", "v1", "events"),
    ];

    private readonly VirtualClock _time;
    private readonly LocalClusterHost _host;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _watching = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TracedObject> _objects = new(StringComparer.Ordinal);
    private readonly HashSet<(string Object, string Reason, string Type)> _events = [];

    private TraceCluster(VirtualClock time, LocalClusterHost host) => (_time, _host) = (time, host);

    /// <summary>What was seen, in the order of first sight.</summary>
    public IReadOnlyList<TracedObject> Objects
    {
        get
        {
            lock (_gate)
                return [.. _objects.Values];
        }
    }

    public static async Task<TraceCluster> StartAsync(Bindings bindings, CancellationToken cancellationToken)
    {
        // The recorded CronJob was made shortly before a full minute.
        var time = new VirtualClock(new DateTimeOffset(2026, 1, 1, 11, 59, 0, TimeSpan.Zero));
        var host = await LocalClusterHost.StartAsync(
            new LocalClusterOptions
            {
                ApiPort = null,
                Node = NodeKind.Simulated,
                StorageClass = null,
                Time = time,
                Seed = 3,
                Script = new RecordedPrograms(time).Script,
                Interceptor = new PodLatency(time),
            },
            cancellationToken);
        var cluster = new TraceCluster(time, host);
        bindings.Bind("ns", Namespace);
        bindings.Bind("node", "october");
        bindings.Bind("minute", ((time.GetUtcNow().ToUnixTimeSeconds() / 60) + 1).ToString(CultureInfo.InvariantCulture));
        await host.Client.CreateAsync(
            new ResourceType("", "v1", "namespaces"),
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace } },
            cancellationToken: cancellationToken);
        foreach (var type in Watched)
        {
            var start = (await host.Client.ListAsync(type, Namespace, cancellationToken: cancellationToken)).ResourceVersion;
            cluster._watching.Add(Task.Run(() => cluster.WatchAsync(type, start), cancellationToken));
        }

        await cluster.PassAsync(TimeSpan.FromMilliseconds(500));
        cluster.Forget();
        return cluster;
    }

    /// <summary>Sends a recorded request and returns the status.</summary>
    public async Task<int> SendAsync(JsonObject action, Bindings bindings)
    {
        var query = (action["query"] as JsonObject ?? []).Select(p => KeyValuePair.Create(p.Key, (string)p.Value!));
        var body = action["body"];
        var response = await _host.Server.ExecuteAsync(new ApiRequest
        {
            Method = (string)action["method"]!,
            Path = bindings.Substitute((string)action["path"]!),
            Query = new QueryParameters(query),
            ContentType = (string?)action["headers"]?["Content-Type"] ?? "application/json",
            Body = body is null ? default : Encoding.UTF8.GetBytes(bindings.Substitute(body)!.ToJsonString()),
        });
        return response.Code;
    }

    /// <summary>Lets the clock run, and everything react at each moment.</summary>
    public Task PassAsync(TimeSpan span) => _time.PassAsync(span);

    /// <summary>The Events that were seen: object, reason and type.</summary>
    public IReadOnlyList<(string Object, string Reason, string Type)> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_watching);
        var ending = _host.DisposeAsync().AsTask();
        await _time.UntilAsync(() => Task.FromResult(ending.IsCompleted), TimeSpan.FromHours(1));
        await ending;
        _stop.Dispose();
    }

    private void Forget()
    {
        lock (_gate)
            _objects.Clear();
    }

    private async Task WatchAsync(ResourceType type, string start)
    {
        try
        {
            await foreach (var change in _host.Client.WatchAsync(type, Namespace, start, _stop.Token))
            {
                if (change.Type == "BOOKMARK")
                    continue;
                if (type.Plural == "events")
                {
                    lock (_gate)
                        _events.Add(
                            (
                                $"{change.Object.StringAt("involvedObject", "kind")}/{change.Object.StringAt("involvedObject", "name")}",
                                change.Object.StringAt("reason") ?? "",
                                change.Object.StringAt("type") ?? ""));
                    continue;
                }

                var key = $"{change.Object.StringAt("kind")}/{change.Object.Name()}";
                lock (_gate)
                {
                    if (!_objects.TryGetValue(key, out var seen))
                        _objects[key] = seen = new TracedObject(key);
                    seen.Add(change.Type, Projection.Of(change.Object));
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The replay is over.
        }
    }
}
