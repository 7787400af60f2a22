using October.Tasks.Configuration;
using October.Tasks.Consumer;

namespace October.Tasks.Hosting;

/// <summary>The worker's settings.</summary>
/// <param name="Common">What it shares with the api.</param>
/// <param name="Consumer">How it takes and runs tasks.</param>
public sealed record WorkerSettings(CommonSettings Common, ConsumerSettings Consumer)
{
    /// <summary>Reads the environment.</summary>
    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static WorkerSettings Read(SettingReader reader)
    {
        var defaults = new ConsumerSettings();
        var common = CommonSettings.Read(reader, defaultPort: 9000);
        var queues = reader.Queues("WORKER_QUEUES", "celery", "Queues to serve, separated by commas.");
        return new WorkerSettings(common, new ConsumerSettings
        {
            Queues = queues,
            Schedules = ScheduleSettings.Read(reader, queues[0]),
            Routes = reader.Routes("TASKS_ROUTES"),
            QueueOrder = reader.Choice(
                "WORKER_QUEUE_ORDER",
                "round_robin",
                ["round_robin", "priority", "sorted"],
                "Order in which queues are served: round_robin, priority (as they are named) or sorted; as Celery's queue_order_strategy.") switch
            {
                "priority" => QueueOrder.Priority,
                "sorted" => QueueOrder.Sorted,
                _ => QueueOrder.RoundRobin,
            },
            Concurrency = reader.Integer("WORKER_CONCURRENCY", defaults.Concurrency, 1, 10_000, "Tasks that run at once."),
            MaxPrefetch = reader.Integer(
                "WORKER_PREFETCH", defaults.MaxPrefetch, 0, 10_000, "Most tasks held ready beyond those that run; fewer are held when tasks take long."),
            VisibilityTimeout = reader.Duration(
                "WORKER_VISIBILITY_TIMEOUT",
                defaults.VisibilityTimeout,
                TimeSpan.FromSeconds(1),
                "How long a killed worker's tasks stay with it before another takes them."),
            MaxDeliveries = reader.Integer(
                "TASK_MAX_DELIVERIES",
                defaults.MaxDeliveries,
                1,
                1000,
                "How often a worker may die with a task before the task goes to the dead-letter queue."),
            ResultTtl = ResultTtl(reader, defaults.ResultTtl),
            ExtendedResults = reader.Boolean(
                "TASK_RESULT_EXTENDED",
                defaults.ExtendedResults,
                "Results also say name, arguments, worker, retries and queue of their task, as with Celery's result_extended."),
            TrackStarted = reader.Boolean(
                "TASK_TRACK_STARTED", defaults.TrackStarted, "Record the state STARTED when a task begins to run, as with Celery's task_track_started."),
            TaskEvents = reader.Boolean(
                "WORKER_EVENTS",
                defaults.TaskEvents,
                "Publish each task's events for Flower and the like, as celery worker -E does; heartbeats are always published."),
            ExceptionNames = ReadExceptions(reader),
            NodeName = ReadName(reader),
            RemoteControl = reader.Boolean(
                "WORKER_REMOTE_CONTROL", defaults.RemoteControl, "Obey the commands of Celery's tools: celery inspect, celery control, Flower."),
            Drain = reader.Duration(
                "WORKER_DRAIN", defaults.Drain, TimeSpan.Zero, "How long running tasks may go on after the order to stop, before they are handed back."),
        });
    }

    private static Dictionary<string, string> ReadExceptions(SettingReader reader)
    {
        const string Name = "TASK_EXCEPTIONS";
        var text = reader.Text(
            Name,
            "What exceptions are called in results: pairs of .NET's full name and Python's, such as My.SoldOut=shop.errors.SoldOut,My.Invalid=ValueError.");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } type, { Length: > 0 } python])
                throw new SettingException(Name, $"must be a list of pairs such as My.Invalid=ValueError, and has \"{pair}\".");
            names[type] = python;
        }

        return names;
    }

    private static string ReadName(SettingReader reader)
    {
        const string Name = "WORKER_NAME";
        var format = reader.Text(
            Name, "What Celery's tools call this worker; %h is the host, %n its first part, %d the rest. Each worker needs another.", NodeName.Default);
        try
        {
            return NodeName.Expand(format ?? NodeName.Default, Environment.MachineName);
        }
        catch (FormatException exception)
        {
            throw new SettingException(Name, exception.Message + ".");
        }
    }

    private static TimeSpan ResultTtl(SettingReader reader, TimeSpan otherwise)
    {
        const string Name = "TASK_RESULT_TTL";
        var ttl = reader.Duration(Name, otherwise, TimeSpan.Zero, "How long results are kept, at least 1s; 0 for ever.");
        // Redis is told in seconds.
        if (ttl > TimeSpan.Zero && ttl < TimeSpan.FromSeconds(1))
            throw new SettingException(Name, $"must be a duration of at least 1s, or 0 for ever, not \"{Durations.Format(ttl)}\".");
        return ttl > TimeSpan.Zero ? ttl : ConsumerSettings.ForEver;
    }
}
