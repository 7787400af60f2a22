namespace October.Tasks.Control;

/// <summary>A command that cannot be obeyed. The message is the answer's <c>error</c>.</summary>
internal sealed class CommandException(string message) : Exception(message);
