using System.CommandLine;

namespace October.Cli.Usage;

/// <summary>A command whose exit code is its answer, also 1: an error, after which there is none, has another.</summary>
internal sealed class AnsweringCommand(string name, string description) : Command(name, $"{description}\n\nExit code {ErrorExitCode} after an error.")
{
    /// <summary>The exit code of an error.</summary>
    public const int ErrorExitCode = 4;
}
