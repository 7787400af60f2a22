namespace October.Cli;

/// <summary>An error that the user can correct. The message is one line; the exit code is 1, or 4 where 1 is an answer.</summary>
public class CliException(string message, Exception? inner = null) : Exception(message, inner);
