using System.Text.Json;

namespace October.Tasks.Results;

/// <summary>What is recorded of a task.</summary>
public sealed record TaskResult
{
    /// <summary>The task's id.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="TaskState"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The value of a successful task; null otherwise.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>What a handler has said of a run that goes on: the metadata of PROGRESS and of states of its own; null otherwise.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Why it failed, is retried, or was revoked; null otherwise.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>The stack trace of a failure, when its worker recorded one.</summary>
    public string? Traceback { get; init; }

    /// <summary>When the task ended.</summary>
    public DateTimeOffset? DateDone { get; init; }

    /// <summary>True when this result is final.</summary>
    public bool IsTerminal => TaskState.IsTerminal(Status);

    /// <summary>The result of a task of which nothing is recorded.</summary>
    public static TaskResult Pending(string id) => new() { Id = id, Status = TaskState.Pending };
}
