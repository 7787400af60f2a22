namespace October.Crd.Defaults;

/// <summary>The environment variables that an api and a worker are given, wherever they run.</summary>
public static class AppVariables
{
    public const string Port = "PORT";

    /// <summary>The api's second port, for metrics alone.</summary>
    public const string MetricsPort = "METRICS_PORT";

    public const string RedisUrl = "REDIS_URL";

    /// <summary>What fields of the worker mean to its process. Schedules are of the one that serves users, never of a preview.</summary>
    public static IEnumerable<(string Name, string Value)> OfWorker(ResolvedApp app, bool withSchedules = true)
    {
        if (app.Worker.Concurrency is { } concurrency)
            yield return ("WORKER_CONCURRENCY", $"{concurrency}");
        // A dollar sign would be the beginning of a variable to the kubelet.
        if (withSchedules && app.Schedules is { } schedules)
            yield return ("WORKER_SCHEDULES", schedules.Replace("$", "\\u0024", StringComparison.Ordinal));
    }
}
