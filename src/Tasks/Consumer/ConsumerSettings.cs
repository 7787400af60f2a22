using October.Tasks.Client;
using October.Tasks.Schedules;

namespace October.Tasks.Consumer;

/// <summary>How a consumer takes and runs tasks.</summary>
public sealed record ConsumerSettings
{
    /// <summary>The queues to serve.</summary>
    public IReadOnlyList<string> Queues { get; init; } = ["celery"];

    /// <summary>Which queues tasks are sent to by their names, where what sends them in a worker names none.</summary>
    public TaskRoutes Routes { get; init; } = TaskRoutes.None;

    /// <summary>In which order they are served.</summary>
    public QueueOrder QueueOrder { get; init; }

    /// <summary>As long as Redis can be relied on to keep a key.</summary>
    public static readonly TimeSpan ForEver = TimeSpan.FromDays(36_500);

    /// <summary>How many tasks run at once.</summary>
    public int Concurrency { get; init; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>The most tasks held beyond those that run; fewer are held when tasks take long.</summary>
    public int MaxPrefetch { get; init; } = 512;

    /// <summary>
    /// The visibility timeout: how long tasks stay with a worker that no longer renews it. A heartbeat renews it every third of it while the worker lives,
    /// so it need not be longer than the longest task.
    /// </summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many deliveries without an acknowledgement send a task to the dead-letter queue.</summary>
    public int MaxDeliveries { get; init; } = 5;

    /// <summary>How long results are kept. Celery's default is one day; <see cref="ForEver"/> is for no end.</summary>
    public TimeSpan ResultTtl { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether results also say name, arguments, worker, retries and queue of their task, as Celery's <c>result_extended</c>.</summary>
    public bool ExtendedResults { get; init; }

    /// <summary>Whether the state STARTED is recorded when a task begins to run, as Celery's <c>task_track_started</c>. Costs a script per run.</summary>
    public bool TrackStarted { get; init; }

    /// <summary>The tasks that are sent again and again while a worker runs.</summary>
    public IReadOnlyList<TaskSchedule> Schedules { get; init; } = [];

    /// <summary>How long running tasks may go on after a stop was requested, before they are requeued.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Whether each task's events are published for monitors, as by Celery's <c>-E</c>. Costs about three messages per task.</summary>
    public bool TaskEvents { get; init; }

    /// <summary>What the worker is called among Celery's; as Celery names its own, <c>celery@host</c>. No two may have the same name.</summary>
    public string NodeName { get; init; } = "celery@" + Environment.MachineName;

    /// <summary>Whether the worker obeys the commands of Celery's remote control.</summary>
    public bool RemoteControl { get; init; } = true;

    /// <summary>
    /// What exceptions are called in results: .NET's full name of a type, or of one that it is derived from, to Python's name with its module, such as
    /// <c>shop.errors.OutOfStock</c> or <c>ValueError</c>. Goes before the names that .NET's own exceptions have.
    /// </summary>
    public IReadOnlyDictionary<string, string> ExceptionNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public TimeSpan MaxPoll { get; init; } = TimeSpan.FromMilliseconds(250);
}
