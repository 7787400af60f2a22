using October.Tasks.Messages;

namespace October.Tasks.Redis;

/// <summary>
/// The keys in Redis. Queue lists and results are Celery's; visibility timeouts, delays and the dead-letter queue are our own (never kombu's
/// <c>unacked</c>: our short visibility timeouts would send a live Celery worker's tasks again).
/// </summary>
internal static class RedisKeys
{
    /// <summary>The beginning of every key and channel of our own.</summary>
    public const string Prefix = "october:";

    /// <summary>The beginning of a result's key, which is also the channel on which the result is published.</summary>
    public const string ResultPrefix = "celery-task-meta-";

    /// <summary>The beginning of the keys of a group.</summary>
    public const string GroupPrefix = "celery-taskset-meta-";

    /// <summary>Sorted set: session -> end of its visibility timeout in milliseconds of Redis time.</summary>
    public const string Visibility = Prefix + "leases";

    /// <summary>
    /// Hash: when a worker last looked for expired visibility timeouts, since when without a gap, and when Redis' clock was found to have been set forward, in
    /// milliseconds of Redis time.
    /// </summary>
    public const string Pulse = Prefix + "pulse";

    /// <summary>Sorted set: <c>list \n message</c> -> due time in milliseconds.</summary>
    public const string Delayed = Prefix + "delayed";

    /// <summary>
    /// Sorted set: task id as <see cref="RevokedId"/> writes it, or stamp as <see cref="RevokedStamp"/> does -> second until which the revocation is
    /// remembered.
    /// </summary>
    public const string Revoked = Prefix + "revoked";

    /// <summary>How a revoked stamp begins among revoked ids. What else has two lines begins in another way, so that no id is taken for a stamp.</summary>
    private const string RevokedStampPrefix = "stamp\n";

    /// <summary>How a revoked id begins that has more than one line.</summary>
    private const string RevokedIdPrefix = "id\n";

    /// <summary>Sorted set: entry id -> time of death in milliseconds.</summary>
    public const string DeadIndex = Prefix + "dead";

    /// <summary>Sorted set: task name -> when a worker last said it runs it, in milliseconds.</summary>
    public const string KnownTasks = Prefix + "tasks";

    /// <summary>Hash: name of a schedule -> when a worker last announced it, in milliseconds, and the schedule as JSON.</summary>
    public const string Schedules = Prefix + "schedules";

    /// <summary>Hash: what makes a schedule another one -> the last time that was due, in milliseconds.</summary>
    public const string ScheduleTimes = Prefix + "schedules:times";

    /// <summary>Hash: name of a paused schedule -> when it was paused, in milliseconds.</summary>
    public const string SchedulesPaused = Prefix + "schedules:paused";

    /// <summary>The prefix of the hashes <c>sequence list</c> -> message, one per session.</summary>
    public const string InFlightPrefix = Prefix + "inflight:";

    /// <summary>The prefix of the channels that wake consumers of a queue.</summary>
    public const string WakePrefix = Prefix + "wake:";

    /// <summary>A key that is never there: a write to it that only changes what exists shows whether Redis takes writes.</summary>
    public const string Probe = Prefix + "probe";

    /// <summary>The channel on which revoked ids are announced.</summary>
    public const string RevokeChannel = Prefix + "revoke";

    /// <summary>How the keys of kombu's sets begin that say which queues an exchange has.</summary>
    public const string BindingPrefix = "_kombu.binding.";

    /// <summary>How keys begin that are no queue: ours, and what Celery, kombu and RedBeat keep beside their queues.</summary>
    public static readonly string[] ReservedPrefixes = [Prefix, ResultPrefix, GroupPrefix, "chord-unlock-", "_kombu.", "celeryev.", "redbeat:"];

    /// <summary>How the names of the lists end on which Celery's tools await the replies of workers.</summary>
    public const string ReservedSuffix = "celery.pidbox";

    /// <summary>Kombu's keys of what Celery's workers hold, and the exchange of events.</summary>
    public static readonly IReadOnlySet<string> ReservedNames =
        new HashSet<string>(StringComparer.Ordinal) { "unacked", "unacked_index", "unacked_mutex", "celeryev" };

    public static string InFlight(string session) => InFlightPrefix + session;

    public static string Wake(string queue) => WakePrefix + queue;

    /// <summary>The prefix of the hashes of the dead-letter queue.</summary>
    public const string DeadEntryPrefix = Prefix + "dead:";

    public static string DeadEntry(string entryId) => DeadEntryPrefix + entryId;

    public static string Sent(string taskId) => Prefix + "sent:" + taskId;

    /// <summary>Until when tasks of a caller are delayed.</summary>
    public static string DelayedOf(string caller) => Prefix + "delayed:of:" + caller;

    public static string Idempotency(string key) => Prefix + "idempotency:" + key;

    /// <summary>A revoked id.</summary>
    public static string RevokedId(string taskId) => taskId.Contains('\n', StringComparison.Ordinal) ? RevokedIdPrefix + taskId : taskId;

    /// <summary>The id that a member of the revoked set is; null for a stamp.</summary>
    public static string? RevokedIdOf(string member) =>
        member.StartsWith(RevokedStampPrefix, StringComparison.Ordinal) ? null
        : member.StartsWith(RevokedIdPrefix, StringComparison.Ordinal) ? member[RevokedIdPrefix.Length..]
        : member;

    /// <summary>A revoked stamp among revoked ids.</summary>
    public static string RevokedStamp(TaskStamp stamp) => $"{RevokedStampPrefix}{stamp.Header}\n{stamp.Value}";

    /// <summary>
    /// What stands behind a group's key in those of a chord: its parts, what was added to them, and how many they are, which are Celery's; and its body, which
    /// is our own.
    /// </summary>
    public static readonly string[] GroupSuffixes = [".j", ".t", ".s", ".b"];

    /// <summary>The shape of a group's results; the keys of a chord begin with it.</summary>
    public static string Group(string groupId) => GroupPrefix + groupId;

    /// <summary>Also the channel on which the result is published.</summary>
    public static string Result(string taskId) => ResultPrefix + taskId;
}
