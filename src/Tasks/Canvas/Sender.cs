using October.Tasks.Messages;

namespace October.Tasks.Canvas;

/// <summary>Who sends a signature: a task, whose child it becomes, or a client.</summary>
/// <param name="RootId">The first task of the sender's workflow; null for a client, where each task that it sends is the first of its own.</param>
/// <param name="ParentId">The task; null for a client.</param>
/// <param name="Origin">As workers show it.</param>
/// <param name="TraceParent">The W3C trace context, or null.</param>
internal sealed record Sender(string? RootId, string? ParentId, string? Origin, string? TraceParent)
{
    /// <summary>A task.</summary>
    public static Sender Of(TaskMessage task) => new(task.RootId ?? task.Id, task.Id, task.Origin, task.TraceParent);
}
