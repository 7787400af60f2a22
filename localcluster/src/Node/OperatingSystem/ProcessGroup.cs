using System.Runtime.InteropServices;

namespace October.LocalCluster.Node.OperatingSystem;

/// <summary>Signals to whole process groups (POSIX <c>kill</c> with a negative id).</summary>
public static class ProcessGroup
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    /// <summary>Asks every process of the group to end (SIGTERM).</summary>
    public static void Terminate(int groupId) => Signal(groupId, SigTerm);

    /// <summary>Ends every process of the group (SIGKILL).</summary>
    public static void Kill(int groupId) => Signal(groupId, SigKill);

    /// <summary>Ends one process (SIGKILL).</summary>
    internal static void KillOne(int processId)
    {
        if (processId > 1)
            _ = Send(processId, SigKill);
    }

    private static void Signal(int groupId, int signal)
    {
        // 0 and 1 would mean our own group, and everybody. A process that was just forked has not made its group yet.
        if (groupId > 1 && Send(-groupId, signal) != 0)
            _ = Send(groupId, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int pid, int signal);
}
