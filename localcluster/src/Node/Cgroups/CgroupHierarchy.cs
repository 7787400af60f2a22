namespace October.LocalCluster.Node.Cgroups;

/// <summary>Where the control group of a process is, for one controller (cgroups(7)).</summary>
/// <param name="Controller"><c>memory</c> or <c>cpu</c>.</param>
/// <param name="Version">1: a hierarchy of its own; 2: the unified one.</param>
/// <param name="Directory">The process's own group in it.</param>
internal sealed record CgroupHierarchy(string Controller, int Version, string Directory)
{
    /// <summary>
    /// Reads <c>/proc/self/mountinfo</c> (proc_pid_mountinfo(5)) and <c>/proc/self/cgroup</c>: the version 1 hierarchy of the controller where it
    /// is mounted, else the unified one; null when there is neither.
    /// </summary>
    public static CgroupHierarchy? Find(string controller, string mountInfo, string cgroups)
    {
        var own = cgroups.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':', 3)).Where(l => l.Length == 3).ToList();
        var mounts = mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Mount.Parse).OfType<Mount>().ToList();
        if (own.Find(l => l[1].Split(',').Contains(controller)) is { } separate
            && mounts.Find(m => m.Type == "cgroup" && m.Options.Contains(controller)) is { } first)
            return new CgroupHierarchy(controller, 1, first.Locate(separate[2]));
        return own.Find(l => l[0] == "0" && l[1].Length == 0) is { } unified && mounts.Find(m => m.Type == "cgroup2") is { } second
            ? new CgroupHierarchy(controller, 2, second.Locate(unified[2]))
            : null;
    }

    private sealed record Mount(string Root, string Point, string Type, string[] Options)
    {
        public static Mount? Parse(string line)
        {
            var halves = line.Split(" - ", 2);
            if (halves.Length != 2)
                return null;
            var (before, after) = (halves[0].Split(' '), halves[1].Split(' '));
            return before.Length < 5 || after.Length < 3 ? null : new Mount(Decode(before[3]), Decode(before[4]), after[0], after[2].Split(','));
        }

        /// <summary>A container sees only a part of the hierarchy, at the mount point.</summary>
        public string Locate(string path)
        {
            var below = Root == "/" ? path : path == Root ? "" : path.StartsWith(Root + "/", StringComparison.Ordinal) ? path[Root.Length..] : path;
            return Path.TrimEndingDirectorySeparator(Point + below);
        }

        private static string Decode(string text) => text.Replace("\\040", " ", StringComparison.Ordinal);
    }
}
