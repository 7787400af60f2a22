
namespace October.Tasks.Redis;

/// <summary>
/// The keys in Redis. Queue lists and results are Celery's; visibility timeouts, delays and the dead-letter queue are our own (never kombu's
/// <c>unacked</c>: our short visibility timeouts would send a live Celery worker's tasks again).
/// </summary>
internal static class RedisKeys
{
    /// <summary>Sorted set: session -> end of its visibility timeout in milliseconds of Redis time.</summary>
    public const string Visibility = "october:leases";

    /// <summary>Hash: when a worker last looked for expired visibility timeouts, and since when without a gap, in milliseconds of Redis time.</summary>
    public const string Pulse = "october:pulse";

    /// <summary>Sorted set: <c>list \n message</c> -> due time in milliseconds.</summary>
    public const string Delayed = "october:delayed";

    /// <summary>Sorted set: task id -> second until which the revocation is remembered.</summary>
    public const string Revoked = "october:revoked";

    /// <summary>Sorted set: entry id -> time of death in milliseconds.</summary>
    public const string DeadIndex = "october:dead";

    /// <summary>Sorted set: task name -> when a worker last said it runs it, in milliseconds.</summary>
    public const string KnownTasks = "october:tasks";

    /// <summary>The prefix of the hashes <c>sequence list</c> -> message, one per session.</summary>
    public const string InFlightPrefix = "october:inflight:";

    /// <summary>The prefix of the channels that wake consumers of a queue.</summary>
    public const string WakePrefix = "october:wake:";

    /// <summary>The channel on which revoked ids are announced.</summary>
    public const string RevokeChannel = "october:revoke";

    public static string InFlight(string session) => InFlightPrefix + session;

    public static string Wake(string queue) => WakePrefix + queue;

    public static string DeadEntry(string entryId) => "october:dead:" + entryId;

    public static string Sent(string taskId) => "october:sent:" + taskId;

    public static string Idempotency(string key) => "october:idempotency:" + key;

    /// <summary>A group's results in their shape; with <c>.j</c>, <c>.t</c> and <c>.s</c> behind it a chord's parts, what was added, and its size.</summary>
    public static string Group(string groupId) => "celery-taskset-meta-" + groupId;

    /// <summary>Also the channel on which the result is published.</summary>
    public static string Result(string taskId) => "celery-task-meta-" + taskId;
}
