using October.Tasks.Telemetry;

namespace October.Tasks.Messages;

/// <summary>
/// The bytes on a queue are not a task that this library can run; the message says what is wrong with them. It quotes them, and goes into logs, results and
/// the dead-letter queue: it is one line, without control characters, and has a bounded length.
/// </summary>
public sealed class MessageFormatException : FormatException
{
    private const int Longest = 500;

    /// <summary>Says what is wrong with the message.</summary>
    public MessageFormatException(string message) : base(LogText.Line(message, Longest))
    {
    }

    /// <summary>Says what is wrong with the message, and which parser said so.</summary>
    public MessageFormatException(string message, Exception inner) : base(LogText.Line(message, Longest), inner)
    {
    }
}
