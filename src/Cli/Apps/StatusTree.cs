using k8s.Models;
using October.Crd;
using October.Crd.Status;

namespace October.Cli.Apps;

/// <summary>An app as a tree of lines: phase, rollout or restore in progress, components and their pods. Pure.</summary>
internal static class StatusTree
{
    public static IReadOnlyList<string> Of(V1OctoberApp app, IReadOnlyList<V1Pod> pods, DateTimeOffset now)
    {
        var status = app.Status ?? new V1OctoberAppStatus();
        var branches = new List<(string Head, List<string> Leaves)>();
        if (status.Url is { } url)
            branches.Add(($"url        {url}", []));
        branches.Add(($"revision   {status.Revisions?.Current ?? "none"}{Marks(status.Revisions)}", []));
        if (status.Rollout is { } rollout)
            branches.Add(
                (
                    $"rollout    {rollout.Revision} {rollout.Step}{Attempt(rollout)}, since {Ages.Since(rollout.StepStartedAt, now)}, started "
                        + $"{Ages.Since(rollout.StartedAt, now)} ago",
                    Evidence(rollout.Cause)));
        if (status.Restore is { Step: { } restoring } restore)
            branches.Add(
                (
                    $"restore    {restore.BackupName} {restoring}, since {Ages.Since(restore.StepStartedAt, now)}, started "
                        + $"{Ages.Since(restore.StartedAt, now)} ago",
                    []));
        if (status.Failed is { } failed)
            branches.Add(($"failed     {status.Revisions?.Failed} {failed.Reason}{Retry(failed, now)}", Evidence(failed)));
        foreach (var (name, part) in new[] { ("api", status.Components?.Api), ("worker", status.Components?.Worker), ("redis", status.Components?.Redis) })
            branches.Add(($"{name,-10} {part?.Summary ?? "0/0"} ready  {part?.Image}", Pods(name, pods, now)));
        if (status.KeptOnDeletion is { Count: > 0 } kept)
            branches.Add(($"kept       {string.Join(", ", kept)} on deletion", []));
        branches.Add(
            ($"conditions {string.Join("  ", (status.Conditions ?? []).Select(condition => $"{condition.Type}={condition.Status}/{condition.Reason}"))}", []));

        var lines = new List<string>
        {
            $"{app.Metadata.NamespaceProperty}/{app.Metadata.Name}  {status.Phase ?? Phases.Pending}  {status.Message ?? "Waiting for the operator"}",
        };
        for (var i = 0; i < branches.Count; i++)
        {
            var last = i == branches.Count - 1;
            lines.Add((last ? "└─ " : "├─ ") + branches[i].Head.TrimEnd());
            for (var j = 0; j < branches[i].Leaves.Count; j++)
                lines.Add((last ? "   " : "│  ") + (j == branches[i].Leaves.Count - 1 ? "└─ " : "├─ ") + branches[i].Leaves[j]);
        }

        return lines;
    }

    private static List<string> Pods(string component, IReadOnlyList<V1Pod> pods, DateTimeOffset now) =>
        [.. pods.Where(pod => Label(pod, "app.kubernetes.io/component") == component).Select(pod => Pod(pod, now))];

    private static string Pod(V1Pod pod, DateTimeOffset now)
    {
        var containers = pod.Status?.ContainerStatuses ?? [];
        var waiting = containers.Select(container => container.State?.Waiting?.Reason).FirstOrDefault(reason => reason is not null);
        var state = pod.Metadata.DeletionTimestamp is not null ? "Terminating" : waiting ?? pod.Status?.Phase ?? "Unknown";
        var ready = pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
        var track = Label(pod, "october.dev/track") == "preview" ? "  preview" : "";
        var restarts = containers.Sum(container => container.RestartCount) is > 0 and var count ? $"  {count} restarts" : "";
        return $"{pod.Metadata.Name}  {state}  {(ready ? "ready" : "not ready")}  {Ages.Since(pod.Metadata.CreationTimestamp, now)}{track}{restarts}";
    }

    private static string Marks(RevisionsStatus? revisions)
    {
        if (revisions?.Current is null)
            return "";
        if (revisions.Held == revisions.Current)
            return $" (failed and left in place; last good is {revisions.LastGood})";
        return revisions.LastGood == revisions.Current ? " (last good)" : $" (last good is {revisions.LastGood ?? "none yet"})";
    }

    private static string Attempt(RolloutStatus rollout) => rollout.Attempt is > 1 and var attempt ? $", try {attempt}" : "";

    private static string Retry(FailedStatus failed, DateTimeOffset now) =>
        failed.NextRetryTime is { } next ? $", tried again in {Ages.Of(next.ToUniversalTime() - now.UtcDateTime)}" : "";

    /// <summary>What the pods said of a failure.</summary>
    private static List<string> Evidence(FailedStatus? failed) => [.. new[] { failed?.Evidence, failed?.RollbackError?.Evidence }.OfType<string>()];

    private static string? Label(V1Pod pod, string key) => pod.Metadata.Labels?.TryGetValue(key, out var value) == true ? value : null;
}
