using System.Text.Json.Nodes;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Cgroups;

/// <summary>
/// The control groups of one cluster: below the group that this process runs in, and nothing outside it is touched. Null groups where that is
/// not permitted; containers are then not limited.
/// </summary>
internal sealed class ClusterCgroup
{
    private static readonly string[] Controllers = ["memory", "cpu"];
    private static int _clusters;

    private readonly IReadOnlyList<CgroupHierarchy> _groups;
    private readonly TimeProvider _time;
    private int _containers;

    private ClusterCgroup(IReadOnlyList<CgroupHierarchy> groups, LimitEnforcement enforcement, TimeProvider time) =>
        (_groups, Enforcement, _time) = (groups, enforcement, time);

    public LimitEnforcement Enforcement { get; }

    /// <summary>Makes the groups of a cluster, after removing those of clusters that were killed.</summary>
    public static ClusterCgroup Open(TimeProvider time) => Open(
        Controllers.Select(c => CgroupHierarchy.Find(c, CgroupFiles.Read("/proc/self", "mountinfo"), CgroupFiles.Read("/proc/self", "cgroup"))).ToList(),
        CgroupNames.OfThisProcess(), time);

    /// <summary>The same below given groups.</summary>
    internal static ClusterCgroup Open(IReadOnlyList<CgroupHierarchy?> own, CgroupNames names, TimeProvider time)
    {
        var made = new List<CgroupHierarchy>();
        try
        {
            foreach (var hierarchy in own)
            {
                if (hierarchy is null)
                    return Without("the system has no control groups for it");
                var parent = CgroupNames.Origin(hierarchy.Directory);
                RemoveLeftovers(parent, names);
                if (hierarchy.Version == 2)
                    CgroupDelegation.Enable(parent, names.Home, Controllers);
            }

            var name = names.Cluster(Interlocked.Increment(ref _clusters));
            foreach (var hierarchy in own.OfType<CgroupHierarchy>())
            {
                var group = Path.Combine(CgroupNames.Origin(hierarchy.Directory), name);
                Directory.CreateDirectory(group);
                made.Add(hierarchy with { Directory = group });
                if (hierarchy.Version == 2)
                    CgroupDelegation.PassOn(group, Controllers);
            }

            return new ClusterCgroup(made, LimitEnforcement.ByControlGroups(made[0].Version), time);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            foreach (var group in made)
                CgroupFiles.TryRemove(group.Directory);
            return Without($"control groups may not be made: {exception.Message}");
        }

        ClusterCgroup Without(string why) => new([], LimitEnforcement.NotConfined(why), time);
    }

    /// <summary>Makes the group of one run of a container; null where limits are not enforced.</summary>
    /// <exception cref="IOException">The kernel refuses the limits.</exception>
    public ContainerCgroup? Make(JsonObject? resources)
    {
        if (_groups.Count == 0)
            return null;
        var name = Interlocked.Increment(ref _containers).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var groups = _groups.Select(g => g with { Directory = Path.Combine(g.Directory, name) }).ToList();
        foreach (var group in groups)
            Directory.CreateDirectory(group.Directory);
        var made = new ContainerCgroup(groups, _time);
        made.Limit(resources);
        return made;
    }

    /// <summary>Removes the cluster's groups; its containers have ended.</summary>
    public void Remove()
    {
        foreach (var group in _groups)
            RemoveTree(group.Directory);
    }

    private static void RemoveLeftovers(string parent, CgroupNames names)
    {
        foreach (var group in Directory.EnumerateDirectories(parent).Where(d => names.IsLeftover(Path.GetFileName(d), pid => Directory.Exists($"/proc/{pid}"))))
            RemoveTree(group);
    }

    private static void RemoveTree(string group)
    {
        if (!Directory.Exists(group))
            return;
        foreach (var child in Directory.EnumerateDirectories(group))
            RemoveTree(child);
        CgroupFiles.KillAll(group);
        CgroupFiles.TryRemove(group);
    }
}
