using System.Globalization;
using k8s.Models;
using October.Cli.Apps;
using October.Crd.Status;

namespace October.Cli.Dashboard.Model;

/// <summary>The components with their pods. Pure.</summary>
internal static class ComponentViews
{
    public static IReadOnlyList<ComponentView> Of(ComponentsStatus? status, IEnumerable<V1Pod> pods)
    {
        var byComponent = pods.Select(pod => (State: PodState.Of(pod), Pod: pod)).OrderBy(pod => pod.State.Preview)
            .ThenBy(pod => pod.State.Name, StringComparer.Ordinal).ToLookup(pod => pod.State.Component);
        return
        [
            .. new[] { ("api", status?.Api), ("worker", status?.Worker), ("redis", status?.Redis) }
                // Without one, as with a redis elsewhere, there is nothing to show.
                .Where(one => one.Item2 is not null || byComponent.Contains(one.Item1))
                .Select(one => new ComponentView(
                    one.Item1,
                    one.Item2?.Summary ?? "0/0",
                    one.Item2?.Image,
                    one.Item2?.ImageDigest,
                    [.. byComponent[one.Item1].Select(pod => Pod(pod.State, pod.Pod))])),
        ];
    }

    private static PodView Pod(PodState state, V1Pod pod) => new(
        state.Name, state.State, state.Ready, state.Preview, state.Restarts, Detail(pod), AppViews.Utc(pod.Metadata.CreationTimestamp));

    private static string? Detail(V1Pod pod)
    {
        var containers = pod.Status?.ContainerStatuses ?? [];
        var waiting = containers.Select(container => container.State?.Waiting?.Message).FirstOrDefault(message => message is { Length: > 0 });
        var ended = containers.Select(container => container.State?.Terminated ?? container.LastState?.Terminated).FirstOrDefault(end => end is not null);
        var unschedulable = pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" })?.Message;
        var last = ended is null ? null : string.Create(CultureInfo.InvariantCulture, $"last exit code {ended.ExitCode} ({ended.Reason ?? "no reason"})");
        return unschedulable ?? (waiting is null ? last : last is null ? waiting : $"{waiting}; {last}");
    }
}
