using October.Tasks.Messages;

namespace October.Tasks.Consumer.Receiving;

/// <summary>A message that is in flight under this worker's visibility timeout.</summary>
/// <param name="Sequence">The fencing token's second half: the first is the worker's session.</param>
/// <param name="List">The list it came from.</param>
/// <param name="Bytes">The message as it lay there.</param>
internal sealed record Delivery(long Sequence, string List, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its field in the hash of what is in flight.</summary>
    public string Field { get; } = string.Concat(Sequence.ToString(), " ", List);

    /// <summary>True when it was reclaimed from another session.</summary>
    public bool IsClaimed { get; init; }

    /// <summary>When it was reserved, by Redis' clock.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The same moment by this process' monotonic clock: together they tell Redis' time later on.</summary>
    public long ReceivedTimestamp { get; init; }

    /// <summary>The decoded message; null until it has been read.</summary>
    public TaskMessage? Message { get; init; }

    public TaskMessage Task => Message ?? throw new InvalidOperationException("the message has not been read");
}
