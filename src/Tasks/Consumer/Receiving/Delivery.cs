using System.Globalization;
using October.Tasks.Messages;

namespace October.Tasks.Consumer.Receiving;

/// <summary>A message that is in flight under this worker's visibility timeout.</summary>
/// <param name="Sequence">The fencing token's second half: the first is the worker's session.</param>
/// <param name="List">The list it came from.</param>
/// <param name="Bytes">The message as it lay there.</param>
/// <param name="Claims">How often in a row it was reclaimed from a session that had died, this time included; 0 when it was reserved.</param>
internal sealed record Delivery(long Sequence, string List, ReadOnlyMemory<byte> Bytes, int Claims = 0)
{
    /// <summary>Its field in the hash of what is in flight: the claims are counted there, before anybody reads the message.</summary>
    public string Field { get; } = Claims == 0 ? string.Concat(Sequence.ToString(), " ", List) : $"{Sequence}:{Claims} {List}";

    /// <summary>True when it was reclaimed from another session.</summary>
    public bool IsClaimed => Claims > 0;

    /// <summary>A delivery by its <see cref="Field"/>; null for what is none.</summary>
    public static Delivery? Of(string field, ReadOnlyMemory<byte> bytes)
    {
        var space = field.IndexOf(' ', StringComparison.Ordinal);
        var number = field.AsSpan(0, Math.Max(0, space));
        var colon = number.IndexOf(':');
        var claims = 0;
        return long.TryParse(colon < 0 ? number : number[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && (colon < 0 || int.TryParse(number[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out claims))
            ? new Delivery(sequence, field[(space + 1)..], bytes, claims)
            : null;
    }

    /// <summary>True while only Redis has the message: there was no room for it in the answer.</summary>
    public bool IsUnread { get; init; }

    /// <summary>The length of a message that is too long to be read, and stays in Redis; null for any other.</summary>
    public long? TooLong { get; init; }

    /// <summary>The decoded message; null until it has been read.</summary>
    public TaskMessage? Message { get; init; }

    public TaskMessage Task => Message ?? throw new InvalidOperationException("the message has not been read");
}
