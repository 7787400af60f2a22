namespace October.Cli.Running;

/// <summary>Looks processes up in /proc (proc(5)).</summary>
internal static class ProcessTable
{
    private const int StartTimeField = 22;

    /// <summary>When a process started, in clock ticks since boot; null when it has exited, also when its parent has not yet waited for it.</summary>
    public static long? StartTicks(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            // The name, in parentheses, may hold anything; count fields after it.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[StartTimeField - 3]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
