using System.Collections.Immutable;
using October.Tasks.Handlers;

namespace October.Tasks.Consumer.Running;

/// <summary>
/// How many runs of each task this worker starts in a time, as Celery's workers do: a bucket of one token for each task. What finds none goes back to Redis
/// until about its turn, so that it keeps no other task waiting, and another worker may have a token for it.
/// </summary>
internal sealed class RateLimits
{
    /// <summary>No task is put off for longer, so that a limit that is raised is soon kept.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Read for each task and hardly ever changed. That a concurrent dictionary is empty is not known without all of its locks.
    private ImmutableDictionary<string, Bucket> _buckets = ImmutableDictionary.Create<string, Bucket>(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly Random _random;

    public RateLimits(TaskRegistry registry, TimeProvider time, Random random)
    {
        (_time, _random) = (time, random);
        foreach (var name in registry.Names)
        {
            if (registry.TryGet(name, out var handler) && handler.RateLimit is { } limit)
                Set(name, limit);
        }
    }

    /// <summary>The limit of a task; null for none.</summary>
    public RateLimit? Of(string task) => Volatile.Read(ref _buckets).GetValueOrDefault(task)?.Limit;

    /// <summary>From now on this is the limit of a task; null for none.</summary>
    public void Set(string task, RateLimit? limit)
    {
        if (limit is null)
            ImmutableInterlocked.TryRemove(ref _buckets, task, out _);
        else
            ImmutableInterlocked.Update(ref _buckets, static (buckets, set) => buckets.SetItem(set.Task, set.Bucket), (Task: task, Bucket: new Bucket(limit)));
    }

    /// <summary>Takes a token for a run of the task; otherwise says how long it is put off.</summary>
    public TimeSpan? Take(string task)
    {
        if (!Volatile.Read(ref _buckets).TryGetValue(task, out var bucket))
            return null;
        var now = TimeSpan.FromSeconds(_time.GetTimestamp() / (double)_time.TimestampFrequency);
        lock (bucket)
        {
            if (bucket.Next is not { } next || next <= now)
            {
                bucket.Next = now + bucket.Limit.Interval;
                return null;
            }

            // Each that is put off has the turn after that of the one before. What comes back before its turn has none: it would take another one each time.
            var turn = bucket.Last < next ? next : bucket.Last + bucket.Limit.Interval;
            if (turn - now > LongestPause)
                return LongestPause / 2 * (1 + _random.NextDouble());
            bucket.Last = turn;
            return turn - now;
        }
    }

    private sealed class Bucket(RateLimit limit)
    {
        public RateLimit Limit => limit;

        /// <summary>When there is a token again; null for at once.</summary>
        public TimeSpan? Next { get; set; }

        /// <summary>The turn of the last one that was put off.</summary>
        public TimeSpan Last { get; set; }
    }
}
