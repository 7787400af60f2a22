using System.Text.Json;
using System.Text.Json.Serialization;
using October.Tasks.Results;

namespace October.Api.Tasks;

/// <summary>What is known of a task.</summary>
internal sealed record TaskView
{
    /// <summary>The task's id.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// PENDING (also for an id that was never sent, as in Celery), STARTED, PROGRESS, RETRY, SUCCESS, FAILURE, REVOKED, or one of a handler's own.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>The value of a successful task.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>What the handler says of a task that runs: Celery's metadata of PROGRESS and of states of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Progress { get; init; }

    /// <summary>Why the task failed, is retried, or was revoked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorView? Error { get; init; }

    /// <summary>When it ended.</summary>
    [JsonPropertyName("date_done")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DateDone { get; init; }

    public static TaskView Of(TaskResult result) => new()
    {
        Id = result.Id,
        Status = result.Status,
        Result = WritableJson.Of(result.Value),
        Progress = WritableJson.Of(result.Metadata),
        Error = result.Failure is { } failure ? new ErrorView(failure.Type, failure.Message, failure.Module) : null,
        DateDone = result.DateDone,
    };
}
