namespace October.Tasks.Client;

/// <summary>A message on the dead-letter queue.</summary>
/// <param name="EntryId">What <see cref="IDeadList.ReplayAsync"/> and <see cref="IDeadList.DiscardAsync"/> take.</param>
/// <param name="Reason">Why it is there.</param>
/// <param name="Queue">The queue it came from.</param>
/// <param name="TaskId">The task's id, or null when the message does not say it.</param>
/// <param name="Task">The task's name, or null when the message does not say it.</param>
/// <param name="Deliveries">How often a worker died with it.</param>
/// <param name="At">When it came here.</param>
/// <param name="Message">Its bytes, as they lay in the queue: of more than 4 KiB the first.</param>
public sealed record DeadMessage(
    string EntryId, string Reason, string Queue, string? TaskId, string? Task, int Deliveries, DateTimeOffset At, ReadOnlyMemory<byte> Message)
{
    /// <summary>How many bytes the whole message has.</summary>
    public long Size { get; init; } = Message.Length;
}
