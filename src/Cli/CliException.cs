namespace October.Cli;

/// <summary>Something that the user can mend, said in one line; ends the command with exit code 1.</summary>
public sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);
