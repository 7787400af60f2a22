namespace October.Tasks.Handlers;

/// <summary>
/// Makes a method the handler of a task: the source generator of this package writes what binds its parameters, calls it and writes its result, and adds it
/// to a worker by <c>AddTasks()</c>. What cannot be such a method is an error of the compiler, with an id that begins with <c>OCT</c>.
/// </summary>
/// <param name="name">The name that senders use.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TaskAttribute(string name) : Attribute
{
    /// <summary>The name that senders use.</summary>
    public string Name => name;

    /// <summary>
    /// How often the task is tried again after a failure. Without a value 3 when <see cref="RetryFor"/> names exceptions, as with Celery's
    /// <c>autoretry_for</c>, and otherwise none but for 3 that the method may ask for itself (<see cref="RetryTaskException"/>); 0 is none at all.
    /// </summary>
    public int MaxRetries { get; set; }

    /// <summary>The exceptions after which the task is tried again, with those that are derived from them: Celery's <c>autoretry_for</c>.</summary>
    public Type[] RetryFor { get; set; } = [];

    /// <summary>Exceptions after which it is not, although <see cref="RetryFor"/> has them: Celery's <c>dont_autoretry_for</c>.</summary>
    public Type[] DontRetryFor { get; set; } = [];

    /// <summary>
    /// Seconds before the first retry, which double with each: Celery's <c>retry_backoff</c>; 0 for the same <see cref="RetryDelay"/> each time.
    /// </summary>
    public double RetryBackoff { get; set; }

    /// <summary>The longest pause of <see cref="RetryBackoff"/> in seconds: Celery's <c>retry_backoff_max</c>.</summary>
    public double RetryBackoffMax { get; set; } = 600;

    /// <summary>Whether a pause of <see cref="RetryBackoff"/> is a random one up to that length: Celery's <c>retry_jitter</c>.</summary>
    public bool RetryJitter { get; set; } = true;

    /// <summary>Seconds before each retry without <see cref="RetryBackoff"/>: Celery's <c>default_retry_delay</c>.</summary>
    public double RetryDelay { get; set; } = 180;

    /// <summary>How many runs each worker starts in a time, such as <c>10/m</c>: Celery's <c>rate_limit</c>; see <see cref="Handlers.RateLimit"/>.</summary>
    public string? RateLimit { get; set; }

    /// <summary>Seconds after which a run has failed, unless its sender says otherwise: Celery's <c>time_limit</c>; 0 for any number.</summary>
    public double TimeLimit { get; set; }

    /// <summary>
    /// Seconds after which a run is asked to stop by its token, unless its sender says otherwise: Celery's <c>soft_time_limit</c>; 0 for any number.
    /// </summary>
    public double SoftTimeLimit { get; set; }

    /// <summary>The queue of this task where a sender in a handler names none.</summary>
    public string? Queue { get; set; }
}
