using System.Text;
using System.Text.Json.Serialization;
using October.Tasks.Client;

namespace October.Api.Queues;

/// <summary>A dead message.</summary>
internal sealed record DeadView
{
    /// <summary>What replay and discard take.</summary>
    public required string Entry { get; init; }

    /// <summary>Why it is dead.</summary>
    public required string Reason { get; init; }

    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The task's id; null when the message could not be read.</summary>
    [JsonPropertyName("task_id")]
    public string? TaskId { get; init; }

    /// <summary>The task's name; null when the message could not be read.</summary>
    public string? Task { get; init; }

    /// <summary>How often a worker died with it.</summary>
    public int Deliveries { get; init; }

    /// <summary>When it came to the dead-letter queue.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The message as it was sent, of more than 4 KiB the beginning; bytes that are no UTF-8 are shown as U+FFFD.</summary>
    public required string Message { get; init; }

    /// <summary>How many bytes the whole message has.</summary>
    public long Size { get; init; }

    public static DeadView Of(DeadMessage dead) => new()
    {
        Entry = dead.EntryId,
        Reason = dead.Reason,
        Queue = dead.Queue,
        TaskId = dead.TaskId,
        Task = dead.Task,
        Deliveries = dead.Deliveries,
        At = dead.At,
        Message = Encoding.UTF8.GetString(dead.Message.Span),
        Size = dead.Size,
    };
}
