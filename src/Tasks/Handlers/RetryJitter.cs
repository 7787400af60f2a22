namespace October.Tasks.Handlers;

/// <summary>How the pauses before retries are spread, so that tasks that fail together are not all tried again together.</summary>
public enum RetryJitter
{
    /// <summary>Between half and the whole of the pause.</summary>
    Equal,

    /// <summary>Up to the whole of the pause: Celery's <c>retry_jitter</c>.</summary>
    Full,

    /// <summary>Not at all.</summary>
    None,
}
