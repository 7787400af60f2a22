using October.Tasks.Telemetry;

namespace October.Tasks.Canvas;

/// <summary>
/// A signature that cannot be sent; the message says why. It quotes the signature, and goes into logs, results and the dead-letter queue: it is one line,
/// without control characters, and has a bounded length.
/// </summary>
internal sealed class SignatureException(string message) : Exception(LogText.Line(message, Longest))
{
    /// <summary>What is longer is cut.</summary>
    public const int Longest = 500;
}
