using k8s.Models;
using October.Common.Text;
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

        // What a terminal shows is text: messages quote what editors, images and webhooks wrote.
        return [.. lines.Select(VisibleText.Of)];
    }

    private static List<string> Pods(string component, IReadOnlyList<V1Pod> pods, DateTimeOffset now) =>
        [.. pods.Select(pod => (State: PodState.Of(pod), pod.Metadata.CreationTimestamp)).Where(pod => pod.State.Component == component)
            .Select(pod => Pod(pod.State, Ages.Since(pod.CreationTimestamp, now)))];

    private static string Pod(PodState pod, string age) =>
        $"{pod.Name}  {pod.State}  {(pod.Ready ? "ready" : "not ready")}  {age}{(pod.Preview ? "  preview" : "")}"
            + (pod.Restarts > 0 ? $"  {pod.Restarts} restarts" : "");

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
}
