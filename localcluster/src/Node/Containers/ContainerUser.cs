using System.Globalization;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Containers;

/// <summary>Who the processes of a container run as, where that is not the node's own user.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Group">Number of its group.</param>
/// <param name="Groups">All its groups, that of the pod's volumes among them.</param>
internal sealed record ContainerUser(long User, long Group, IReadOnlyList<long> Groups)
{
    /// <summary>The group that its volumes belong to.</summary>
    public long VolumeGroup { get; init; } = Group;

    /// <summary>What comes before the program. It may read all files, as those of the node's user are on its way; it has no other right of root's.</summary>
    public IEnumerable<string> Arguments =>
    [
        "setpriv", $"--reuid={Text(User)}", $"--regid={Text(Group)}", $"--groups={string.Join(',', Groups.Select(Text))}", "--no-new-privs",
        "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--bounding-set=-all,+dac_read_search",
    ];

    /// <summary>As the security contexts of the pod and the container say; null for the node's own user. Pure.</summary>
    /// <param name="run">The container.</param>
    /// <param name="isRoot">The node's user may run processes as others.</param>
    /// <exception cref="ContainerConfigException">It must not run as root, and would; in the kubelet's words.</exception>
    public static ContainerUser? Of(ContainerRun run, bool isRoot)
    {
        var (pod, own) = (run.Pod.ObjectAt("spec", "securityContext"), run.Container.ObjectAt("securityContext"));
        var user = own.LongAt("runAsUser") ?? pod.LongAt("runAsUser");
        if ((own.BoolAt("runAsNonRoot") ?? pod.BoolAt("runAsNonRoot")) == true)
        {
            var where = $"(pod: \"{run.Pod.Name()}_{run.Pod.Namespace()}({run.Pod.Uid()})\", container: {run.Name})";
            if (user == 0)
                throw new ContainerConfigException($"container's runAsUser breaks non-root policy {where}");
            if (user is null && isRoot)
                throw new ContainerConfigException($"container has runAsNonRoot and image will run as root {where}");
        }

        if (!isRoot || user is null or 0)
            return null;
        var group = own.LongAt("runAsGroup") ?? pod.LongAt("runAsGroup") ?? 0;
        var volumes = pod.LongAt("fsGroup");
        var further = pod.ArrayAt("supplementalGroups")?.Select(one => one.AsLong()).OfType<long>() ?? [];
        return new ContainerUser(user.Value, group, [.. further.Prepend(volumes ?? group).Prepend(group).Distinct()]) { VolumeGroup = volumes ?? group };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
