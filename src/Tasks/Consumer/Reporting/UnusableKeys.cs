using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using October.Tasks.Redis;
using Prometheus;

namespace October.Tasks.Consumer.Reporting;

/// <summary>
/// Reports the keys that this worker cannot use, because something else has written to them or because a right is missing: once in the log when that begins
/// and once when it ends, and as a metric for as long as it lasts.
/// </summary>
internal sealed partial class UnusableKeys(IMetricFactory metrics, ILogger logger)
{
    private readonly Gauge _unusable = metrics.CreateGauge(
        "october_key_unusable", "1 for each key of Redis that the worker cannot use for its type or for want of a right.", ["key"]);

    private readonly ConcurrentDictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>Makes a request that is of no use while this key cannot be used, and is null then; the others go on.</summary>
    /// <param name="reports">Where that is reported; null to report it nowhere.</param>
    /// <param name="key">The key.</param>
    /// <param name="request">The request.</param>
    public static async Task<T?> TryAsync<T>(UnusableKeys? reports, string key, Func<Task<T>> request)
        where T : class
    {
        try
        {
            var result = await request();
            reports?.Report([key], []);
            return result;
        }
        catch (QueueUnavailableException exception) when (exception.IsKeyFault)
        {
            reports?.Report([], [(key, exception.Message)]);
            return null;
        }
    }

    /// <summary>Records what a request has shown.</summary>
    /// <param name="used">The keys that were used; those of them without an error can be.</param>
    /// <param name="faults">The keys that could not be used, with Redis' error.</param>
    public void Report(IReadOnlyList<string> used, IReadOnlyList<(string Key, string Error)> faults)
    {
        if (faults.Count == 0 && _keys.IsEmpty)
            return;
        foreach (var (key, error) in faults)
        {
            if (!_keys.TryAdd(key, error))
                continue;
            _unusable.WithLabels(key).Set(1);
            LogUnusable(logger, key, error);
        }

        foreach (var key in used.Where(key => faults.All(fault => fault.Key != key)))
        {
            if (!_keys.TryRemove(key, out _))
                continue;
            _unusable.RemoveLabelled(key);
            LogUsable(logger, key);
        }
    }

    /// <summary>Records delayed messages that are due and whose list cannot take them. Any sender may name a list, so that these become no labels.</summary>
    public void NotPromoted(IEnumerable<(string List, string Error)> failures)
    {
        foreach (var (list, error) in failures)
            LogNotPromoted(logger, list, error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the key {Key} cannot be used and is left out, the others are served: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string key, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "the key {Key} can be used again")]
    private static partial void LogUsable(ILogger logger, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "a delayed task that is due cannot be put on {List} and is tried again: {Reason}")]
    private static partial void LogNotPromoted(ILogger logger, string list, string reason);
}
