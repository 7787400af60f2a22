namespace October.LocalCluster.Node.Cgroups;

/// <summary>
/// Lets groups below a group of version 2 use controllers. The kernel allows that only while the group itself has no processes, so that this
/// process moves into a group of its own below it, provided that nobody else is in there.
/// </summary>
internal static class CgroupDelegation
{
    private const string Control = "cgroup.subtree_control";

    /// <exception cref="IOException">It is not possible; the message says why.</exception>
    public static void Enable(string group, string home, IReadOnlyList<string> controllers)
    {
        if (Missing(group, "cgroup.controllers", controllers) is { Count: > 0 } absent)
            throw new IOException($"the group {group} has no controller {string.Join(", ", absent)}");
        if (Missing(group, Control, controllers).Count == 0)
            return;
        var processes = CgroupFiles.ProcessesOf(group);
        if (processes.Any(p => p != System.Environment.ProcessId))
            throw new IOException(
                $"the group {group} has other processes; start the cluster in one of its own, for example with \"systemd-run --user --scope -p Delegate=yes\"");
        if (processes.Count > 0)
        {
            var own = Directory.CreateDirectory(Path.Combine(group, home)).FullName;
            if (!CgroupFiles.Move(System.Environment.ProcessId, own))
                throw new IOException($"this process cannot move to {own}");
        }

        PassOn(group, controllers);
    }

    /// <summary>Hands the controllers down to the groups below.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void PassOn(string group, IReadOnlyList<string> controllers) =>
        CgroupFiles.Write(group, Control, string.Join(' ', controllers.Select(c => "+" + c)));

    private static List<string> Missing(string group, string file, IReadOnlyList<string> controllers) =>
        [.. controllers.Except(CgroupFiles.Read(group, file).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))];
}
