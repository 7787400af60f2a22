using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>What the Deployment controller does next: a pure function of what it sees, after kubernetes/pkg/controller/deployment.</summary>
internal static class DeploymentDecision
{
    public static Decision Decide(DeploymentObserved observed, DateTimeOffset now)
    {
        var deployment = observed.Deployment;
        if (ReplicaSetClaims.Decide(observed) is { Count: > 0 } claims)
            return Decision.Of(claims);
        var owned = observed.ReplicaSets.Where(r => r.IsControlledBy(deployment)).ToList();
        var rollout = Rollout.Of(deployment, owned, now);
        if (deployment.IsTerminating())
            return Finish(rollout, [], judgeProgress: false);
        if (NewReplicaSet.PauseCondition(rollout) is { } condition)
            return Decision.Of(condition);
        if (rollout.Settings.Paused || IsScalingEvent(rollout))
            return Resize(rollout, ProportionalScaling.Scale(rollout.Settings, rollout.Current, rollout.Old), judgeProgress: false);
        return rollout.Settings.Recreate ? Recreate(rollout, observed.Pods, observed.ReplicaSets) : Roll(rollout, observed.ReplicaSets);
    }

    private static bool IsScalingEvent(Rollout rollout) =>
        rollout.All.Any(r => r.Replicas > 0 && DeploymentAnnotations.DesiredOf(r.Object) is { } desired && desired != rollout.Settings.Replicas);

    private static Decision Roll(Rollout rollout, IReadOnlyList<JsonObject> existing)
    {
        if (NewReplicaSet.Decide(rollout, existing) is { Count: > 0 } writes)
            return Decision.Of(writes);
        var current = rollout.Current!;
        var size = RollingUpdatePlan.NewSize(rollout.Settings, rollout.All, current.Replicas);
        if (size != current.Replicas)
            return Resize(rollout, [.. rollout.Old, current with { Replicas = size }], judgeProgress: true);
        return Resize(rollout, [.. RollingUpdatePlan.ShrinkOld(rollout.Settings, current, rollout.Old), current], judgeProgress: true);
    }

    private static Decision Recreate(Rollout rollout, IReadOnlyList<JsonObject> pods, IReadOnlyList<JsonObject> existing)
    {
        if (rollout.Old.Any(r => r.Replicas > 0))
            return Resize(rollout, [.. rollout.Old.Select(r => r with { Replicas = 0 }), .. rollout.CurrentOrNone], judgeProgress: true);
        // Old pods may hold what the new ones need, also while they are ending.
        var oldUids = rollout.Old.Select(r => r.Object.Uid()).ToHashSet(StringComparer.Ordinal);
        if (pods.Any(p => !p.IsFinished() && oldUids.Contains(p.ControllerOf().StringAt("uid") ?? "")))
            return Finish(rollout, [], judgeProgress: true);
        if (NewReplicaSet.Decide(rollout, existing) is { Count: > 0 } writes)
            return Decision.Of(writes);
        return Resize(rollout, [.. rollout.Old, rollout.Current! with { Replicas = rollout.Settings.Replicas }], judgeProgress: true);
    }

    private static Decision Resize(Rollout rollout, IReadOnlyList<ReplicaSetView> sized, bool judgeProgress)
    {
        var writes = new List<Write>();
        foreach (var set in sized)
            writes.AddRange(ResizeOne(rollout, set));
        var changed = rollout with
        {
            Old = [.. sized.Where(r => r.Name != rollout.Current?.Name)],
            Current = sized.FirstOrDefault(r => r.Name == rollout.Current?.Name),
        };
        // A change of size is first reported with the old sizes.
        return Finish(judgeProgress ? changed : rollout, writes, judgeProgress);
    }

    private static IEnumerable<Write> ResizeOne(Rollout rollout, ReplicaSetView set)
    {
        var annotations = new JsonObject();
        foreach (var (key, value) in (ReadOnlySpan<(string, long)>)[
            (DeploymentAnnotations.DesiredReplicas, rollout.Settings.Replicas), (DeploymentAnnotations.MaxReplicas, rollout.Settings.MaxReplicas)])
        {
            if ((set.Replicas > 0 || set.CurrentSize != set.Replicas || set.Name == rollout.Current?.Name)
                && set.Object.Annotations()?[key].AsString() != $"{value}")
                annotations[key] = $"{value}";
        }

        if (set.Replicas == set.CurrentSize && annotations.Count == 0)
            return [];
        var patch = new JsonObject();
        if (annotations.Count > 0)
            patch["metadata"] = new JsonObject { ["annotations"] = annotations };
        if (set.Replicas == set.CurrentSize)
            return [new Write.Patch(ResourceTypes.ReplicaSets, set.Object, patch)];
        patch["spec"] = new JsonObject { ["replicas"] = set.Replicas };
        var direction = set.Replicas > set.CurrentSize ? "up" : "down";
        return
        [
            new Write.Patch(ResourceTypes.ReplicaSets, set.Object, patch),
            new Write.Emit(
                rollout.Deployment, "Normal", "ScalingReplicaSet", $"Scaled {direction} replica set {set.Name} from {set.CurrentSize} to {set.Replicas}"),
        ];
    }

    private static Decision Finish(Rollout rollout, List<Write> writes, bool judgeProgress)
    {
        var status = DeploymentStatus.Of(
            rollout.Deployment, rollout.Settings, rollout.Current, rollout.All, rollout.Deployment.ArrayAt("status", "conditions"), judgeProgress, rollout.Now);
        if (Write.Status(ResourceTypes.Deployments, rollout.Deployment, status) is { } write)
            writes.Add(write);
        else if (writes.Count == 0 && DeploymentStatus.IsComplete(rollout.Deployment, rollout.Settings, status))
            writes.AddRange(RevisionsOverLimit(rollout));
        return new Decision(writes, DeploymentStatus.UntilDeadline(rollout.Deployment, rollout.Settings, status, rollout.Now));
    }

    private static IEnumerable<Write> RevisionsOverLimit(Rollout rollout) =>
        rollout
            .Old.Where(r =>
                r is { Replicas: 0, Existing: 0 }
                && !r.Object.IsTerminating()
                && (r.Object.LongAt("status", "observedGeneration") ?? 0) >= r.Object.Generation())
            .OrderByDescending(r => r.Revision)
            .Skip((int)rollout.Settings.RevisionHistoryLimit)
            .Select(r => new Write.Delete(ResourceTypes.ReplicaSets, r.Object, "Background"));
}
