using October.Tasks.Results;

namespace October.Tasks.Consumer;

/// <summary>The values of the metric label <c>status</c>.</summary>
internal static class StatusLabel
{
    public const string Retry = "retry";

    public const string Dead = "dead";

    public static string Of(string state) => state switch
    {
        TaskState.Success => "success",
        TaskState.Failure => "failure",
        _ => "revoked",
    };
}
