using October.Tasks.Messages;

namespace October.Tasks.Redis;

/// <summary>
/// Where keys are in Redis, as Celery's settings of the same meaning say it for Celery. Everything else in this library uses the names that keys have without
/// such settings. What all of one queue's senders and workers must have alike.
/// </summary>
public sealed record KeyLayout
{
    /// <summary>Celery's own separator between a queue's name and a priority step.</summary>
    public const string DefaultSeparator = "\u0006\u0016";

    /// <summary>
    /// In a Redis Cluster, the hash tag that every key and channel begins with, in braces: all keys of one tag are on one node. Several apps share a cluster
    /// under different tags.
    /// </summary>
    public string HashTag
    {
        get;
        init
        {
            field = value;
            Tag = value.Length == 0 ? "" : $"{{{value}}}";
        }
    } = "";

    /// <summary>The same in braces.</summary>
    internal string Tag { get; private init; } = "";

    /// <summary>The beginning of every key and channel but those of results: <c>global_keyprefix</c> of <c>broker_transport_options</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The beginning of the keys and channels of results: <c>global_keyprefix</c> of <c>result_backend_transport_options</c>.</summary>
    public string ResultPrefix { get; init; } = "";

    /// <summary>The number of the database of results, on the same server; null for that of the queues.</summary>
    public int? ResultDatabase { get; init; }

    /// <summary>What is between a queue's name and a priority step: <c>sep</c> of <c>broker_transport_options</c>.</summary>
    public string PrioritySeparator { get; init; } = DefaultSeparator;

    /// <summary>The priorities that have lists of their own, ascending from 0: <c>priority_steps</c> of <c>broker_transport_options</c>.</summary>
    public IReadOnlyList<int> PrioritySteps { get; init; } = QueuePriority.DefaultSteps;

    /// <summary>True when keys are where their names say it.</summary>
    /// <param name="database">The database of the queues.</param>
    internal bool IsPlain(int database) =>
        HashTag.Length == 0 && Prefix.Length == 0 && ResultPrefix.Length == 0
        && PrioritySeparator == DefaultSeparator && (ResultDatabase ?? database) == database;

    /// <summary>The key in Redis for a name; also of channels, except for keyspace notifications.</summary>
    internal string Place(string name) =>
        IsResult(name) ? Tag + ResultPrefix + name
        : PrioritySeparator == DefaultSeparator ? Tag + Prefix + name
        : Tag + Prefix + name.Replace(DefaultSeparator, PrioritySeparator, StringComparison.Ordinal);

    /// <summary>The list of a queue for a priority.</summary>
    internal string List(string queue, int priority) => QueuePriority.Key(queue, QueuePriority.Step(priority, PrioritySteps));

    /// <summary>All lists of a queue, the most urgent first.</summary>
    internal IEnumerable<string> Lists(string queue) => PrioritySteps.Select(step => QueuePriority.Key(queue, step));

    private static bool IsResult(string name) =>
        name.StartsWith(RedisKeys.ResultPrefix, StringComparison.Ordinal) || name.StartsWith(RedisKeys.GroupPrefix, StringComparison.Ordinal);
}
