using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using October.Tasks.Consumer;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;
using October.Tasks.Events;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Control.Commands;

/// <summary>The commands that ask for the worker itself.</summary>
/// <param name="redis">Its connection.</param>
/// <param name="settings">Its settings.</param>
/// <param name="slots">Its slots.</param>
/// <param name="metrics">What it has counted.</param>
/// <param name="taskEvents">Whether it sends the events of tasks.</param>
/// <param name="clock">Its logical clock.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerQueries(
    RedisConnection redis, ConsumerSettings settings, Slots slots, ConsumerMetrics metrics, TaskEvents taskEvents, LogicalClock clock, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public IEnumerable<Command> Commands =>
    [
        Command.Create("ping", static _ => Command.Ok("pong")),
        Command.Create("clock", _ => new JsonObject { ["clock"] = clock.Value }),
        Command.Create("stats", _ => Stats()),
        Command.Create("conf", _ => Conf()),
        Command.Strict("report", _ => Command.Ok(Report())),
        Command.Create("memsample", static _ => string.Create(CultureInfo.InvariantCulture, $"{Environment.WorkingSet / 1048576.0:0.00}MB")),
        Command.Create("memdump", static _ => Command.Error("October's workers keep no samples of their memory: their metrics have it")),
        Command.Strict("objgraph", static _ => Command.Error("October's workers are no Python: there are no graphs of objects"), "num", "max_depth", "type"),
        Command.Create("election", static _ => null, "id", "topic"),
    ];

    private JsonObject Stats() => new()
    {
        ["total"] = new JsonObject(metrics.Totals().Select(static task => KeyValuePair.Create(task.Key, (JsonNode?)task.Value))),
        ["pid"] = Environment.ProcessId,
        ["clock"] = clock.Value.ToString(CultureInfo.InvariantCulture),
        ["uptime"] = (long)time.GetElapsedTime(_started).TotalSeconds,
        ["pool"] = new JsonObject
        {
            ["max-concurrency"] = slots.Count,
            // One for each slot: tools count them.
            ["processes"] = new JsonArray([.. Enumerable.Repeat(Environment.ProcessId, slots.Count).Select(static id => JsonValue.Create(id))]),
            ["max-tasks-per-child"] = "N/A",
            ["put-guarded-by-semaphore"] = false,
            ["timeouts"] = new JsonArray(0, 0),
            ["writes"] = "N/A",
        },
        ["broker"] = Broker(redis.Settings),
        ["prefetch_count"] = slots.Count + settings.MaxPrefetch,
        ["rusage"] = ResourceUsage.Read(),
    };

    private static JsonObject Broker(RedisSettings broker) => new()
    {
        ["hostname"] = broker.Host,
        ["userid"] = broker.User,
        ["virtual_host"] = broker.Database.ToString(CultureInfo.InvariantCulture),
        ["port"] = broker.Port,
        ["insist"] = false,
        ["ssl"] = broker.Tls,
        ["transport"] = Transport(broker),
        ["connect_timeout"] = 2,
        ["transport_options"] = broker.Sentinel is { } sentinel ? new JsonObject { ["master_name"] = sentinel.MasterName } : [],
        ["login_method"] = null,
        ["uri_prefix"] = null,
        ["heartbeat"] = 0,
        ["failover_strategy"] = "round-robin",
        ["alternates"] = new JsonArray([.. Addresses(broker).Skip(1).Select(static one => JsonValue.Create(SentinelSettings.Text(one)))]),
    };

    private static IReadOnlyList<DnsEndPoint> Addresses(RedisSettings broker) => broker.Sentinel?.Addresses ?? broker.Cluster?.Addresses ?? [];

    private static string Transport(RedisSettings broker) => broker.Sentinel is not null ? "sentinel" : broker.Cluster is not null ? "redis+cluster" : "redis";

    /// <summary>The settings that Celery has a name for, under that name.</summary>
    private JsonObject Conf()
    {
        var conf = Plain();
        if (redis.Settings.Sentinel is { } sentinel)
            conf["broker_transport_options"]!["master_name"] = sentinel.MasterName;
        return conf;
    }

    private JsonObject Plain() => new()
    {
        ["broker_url"] = redis.Settings.ToString(),
        ["result_backend"] = (redis.Settings with { Database = redis.Settings.Layout.ResultDatabase ?? redis.Database }).ToString(),
        ["broker_transport_options"] = new JsonObject
        {
            ["visibility_timeout"] = settings.VisibilityTimeout.TotalSeconds,
            ["global_keyprefix"] = redis.Settings.Layout.Tag + redis.Settings.Layout.Prefix,
            ["sep"] = redis.Settings.Layout.PrioritySeparator,
            ["queue_order_strategy"] = settings.QueueOrder switch
            {
                QueueOrder.Priority => "priority",
                QueueOrder.Sorted => "sorted",
                _ => "round_robin",
            },
            ["priority_steps"] = new JsonArray([.. redis.Settings.Layout.PrioritySteps.Select(static step => JsonValue.Create(step))]),
        },
        ["result_expires"] = settings.ResultTtl.TotalSeconds,
        ["result_extended"] = settings.ExtendedResults,
        ["task_track_started"] = settings.TrackStarted,
        ["task_acks_late"] = true,
        ["task_reject_on_worker_lost"] = true,
        ["task_serializer"] = "json",
        ["result_serializer"] = "json",
        ["accept_content"] = new JsonArray("json"),
        ["enable_utc"] = true,
        ["timezone"] = "UTC",
        ["worker_concurrency"] = settings.Concurrency,
        ["worker_enable_remote_control"] = settings.RemoteControl,
        ["worker_send_task_events"] = taskEvents.IsEnabled,
    };

    private string Report() =>
        $"\nsoftware -> {Software.Name}:{Software.Version} .net:{Environment.Version}\n" +
        $"platform -> system:{Software.System} arch:{RuntimeInformation.OSArchitecture}\n" +
        $"            kernel version:{Environment.OSVersion.Version}\n" +
        $"settings -> transport:{Transport(redis.Settings)} results:{redis.Settings}\n\n" +
        string.Concat(Conf().Select(static setting => $"{setting.Key}: {PythonRepr.Of(Encoding.UTF8.GetBytes(setting.Value!.ToJsonString()))}\n"));
}
