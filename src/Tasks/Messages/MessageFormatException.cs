namespace October.Tasks.Messages;

/// <summary>The bytes on a queue are not a task that this library can run; the message says what is wrong with them.</summary>
public sealed class MessageFormatException : FormatException
{
    /// <summary>Says what is wrong with the message.</summary>
    public MessageFormatException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong with the message, and which parser said so.</summary>
    public MessageFormatException(string message, Exception inner) : base(message, inner)
    {
    }
}
