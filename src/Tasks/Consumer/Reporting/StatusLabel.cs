using October.Tasks.Consumer.Receiving;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Reporting;

/// <summary>The values of the metric label <c>status</c>.</summary>
internal static class StatusLabel
{
    public const string Retry = "retry";

    public const string Dead = "dead";

    /// <summary>Of an outcome; null for one that is no end of a task.</summary>
    public static string? Of(Outcome outcome) => outcome switch
    {
        Outcome.Complete complete => Of(complete.State),
        Outcome.Delay { IsRetry: true } => Retry,
        // As Celery has it: its message was understood.
        Outcome.DeadLetter { Failure: not null } => Of(TaskState.Failure),
        Outcome.DeadLetter => Dead,
        _ => null,
    };

    /// <summary>Of a state that ends a task.</summary>
    public static string Of(string state) => state switch
    {
        TaskState.Success => "success",
        TaskState.Failure => "failure",
        _ => "revoked",
    };
}
