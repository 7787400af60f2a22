using System.Globalization;

namespace October.Tasks.Redis;

/// <summary>How much of Redis' memory is in use. However often it is asked itself, it asks Redis at most once a second.</summary>
internal sealed class MemoryUse(RedisConnection redis, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<int?>? _answer;
    private long _askedAt;

    /// <summary>In percent of its <c>maxmemory</c>; null where it has none, or does not say, or makes room by itself.</summary>
    public Task<int?> PercentAsync()
    {
        lock (_lock)
        {
            if (_answer is null || (_answer.IsCompleted && time.GetElapsedTime(_askedAt) >= Keep))
                (_answer, _askedAt) = (AskAsync(), time.GetTimestamp());
            return _answer;
        }
    }

    /// <summary>The same, of what <c>INFO memory</c> says.</summary>
    internal static int? Percent(string info)
    {
        var fields = info.Split('\n').Select(static line => line.Split(':', 2)).Where(static pair => pair.Length == 2)
            .ToLookup(static pair => pair[0], static pair => pair[1].Trim(), StringComparer.Ordinal);
        var isSafe = EvictionPolicy.IsSafe(fields["maxmemory_policy"].FirstOrDefault());
        return isSafe && Number("used_memory") is { } used && Number("maxmemory") is > 0 and var most
            ? (int)Math.Min(used / (double)most * 100, int.MaxValue)
            : null;

        long? Number(string field) =>
            long.TryParse(fields[field].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private async Task<int?> AskAsync()
    {
        try
        {
            return Percent((string?)await redis.UseAsync(static db => db.ExecuteAsync("INFO", "memory")) ?? "");
        }
        catch (QueueUnavailableException)
        {
            // Whoever wants to send is told by that why it cannot be.
            return null;
        }
    }
}
