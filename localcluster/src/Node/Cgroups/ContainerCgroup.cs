using System.Text.Json.Nodes;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.Node.Cgroups;

/// <summary>The control group of one run of a container, in each hierarchy that limits it.</summary>
internal sealed class ContainerCgroup(IReadOnlyList<CgroupHierarchy> groups, TimeProvider time)
{
    private const int MaxRounds = 10;
    private static readonly TimeSpan RemovalPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Takes in a process that has just started, with what it may have started since: it leads a session. It is moved after its start because the
    /// limits are the program's, not those of the thread that starts it.
    /// </summary>
    public void Join(int leader)
    {
        foreach (var group in groups)
            CgroupFiles.Move(leader, group.Directory);
        if (HasNoChildren(leader))
            return;
        for (var round = 0; round < MaxRounds; round++)
        {
            var session = SessionUsage.Members(leader);
            var outside = groups.SelectMany(g => session.Except(CgroupFiles.ProcessesOf(g.Directory)).Select(pid => (pid, g))).ToList();
            if (!outside.Exists(o => CgroupFiles.Move(o.pid, o.g.Directory)))
                return;
        }
    }

    /// <summary>The files that a process enters by writing its number.</summary>
    public IEnumerable<string> ProcessFiles => groups.Select(group => Path.Combine(group.Directory, CgroupFiles.Processes));

    /// <summary>As it is nearly always, so soon after the start.</summary>
    private static bool HasNoChildren(int leader)
    {
        var thread = $"/proc/{leader}/task/{leader}";
        return CgroupFiles.Exists(thread, "children") && CgroupFiles.Read(thread, "children").Length == 0;
    }

    /// <summary>Whether the kernel has killed a process of the container because of its memory limit.</summary>
    public bool WasOutOfMemory => groups.Any(g => g.Controller == "memory"
        && CgroupFiles.Count(g.Directory, g.Version == 1 ? "memory.oom_control" : "memory.events", "oom_kill") > 0);

    /// <summary>Sets other limits; false when the kernel refuses, for example less memory than is used.</summary>
    public bool TryLimit(JsonObject? resources)
    {
        try
        {
            Limit(resources);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Limit(JsonObject? resources)
    {
        var limits = ResourceLimits.Of(resources);
        foreach (var group in groups)
        {
            // A kernel without swap has no file for it.
            foreach (var (file, value) in limits.Settings(group.Controller, group.Version).Where(s => CgroupFiles.Exists(group.Directory, s.File)))
                CgroupFiles.Write(group.Directory, file, value);
        }
    }

    /// <summary>Ends what is left in it, and removes it.</summary>
    public async Task RemoveAsync()
    {
        var began = time.GetTimestamp();
        foreach (var group in groups)
        {
            do
            {
                CgroupFiles.KillAll(group.Directory);
                if (CgroupFiles.TryRemove(group.Directory))
                    break;
                // What was killed is still a process until its parent has looked.
                await Task.Delay(RemovalPause, time);
            }
            while (time.GetElapsedTime(began) < RemovalLimit);
        }
    }
}
