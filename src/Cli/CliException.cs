namespace October.Cli;

/// <summary>An error that the user can correct. The message is one line; the exit code is 1.</summary>
public sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);
