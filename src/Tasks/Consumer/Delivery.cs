using October.Tasks.Messages;

namespace October.Tasks.Consumer;

/// <summary>A message that this worker holds under its lease.</summary>
/// <param name="Sequence">The fencing token's second half: the first is the worker's session.</param>
/// <param name="List">The list it came from.</param>
/// <param name="Bytes">The message as it lay there.</param>
internal sealed record Delivery(long Sequence, string List, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The field under which Redis keeps the lease.</summary>
    public string Field { get; } = string.Concat(Sequence.ToString(), " ", List);

    /// <summary>True when it was taken over from another session.</summary>
    public bool IsClaimed { get; init; }

    /// <summary>The decoded message; null until it has been read.</summary>
    public TaskMessage? Message { get; init; }

    public TaskMessage Task => Message ?? throw new InvalidOperationException("the message has not been read");
}
