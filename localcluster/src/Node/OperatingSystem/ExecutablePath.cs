namespace October.LocalCluster.Node.OperatingSystem;

/// <summary>Finds programs as <c>execvp</c> does.</summary>
internal static class ExecutablePath
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static string SearchPath { get; } =
        System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The full path of the program, or null when there is none that may be executed.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
            return IsExecutable(program) ? program : null;
        return SearchPath.Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None;
}
