using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>Makes the ReplicaSet of the current template, or brings an existing one (a rollback) back to the front of the history.</summary>
internal static class NewReplicaSet
{
    public static IReadOnlyList<Write> Decide(Rollout rollout, IReadOnlyList<JsonObject> existing)
    {
        var revision = rollout.Old.Select(r => r.Revision).DefaultIfEmpty(0).Max() + 1;
        return rollout.Current is { } current ? BringForward(rollout, current, revision) : Create(rollout, existing, revision);
    }

    /// <summary>The note that progress is not judged while paused, or is again.</summary>
    public static Write? PauseCondition(Rollout rollout)
    {
        if (rollout.Settings.ProgressDeadlineSeconds is null)
            return null;
        var old = rollout.Deployment.Condition("Progressing");
        // A missed deadline stays visible.
        if (old.StringAt("reason") == "ProgressDeadlineExceeded")
            return null;
        var noted = old.StringAt("reason") == "DeploymentPaused";
        if (rollout.Settings.Paused == noted)
            return null;
        return WithProgress(
            rollout,
            rollout.Settings.Paused
                ? DeploymentStatus.Condition("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", rollout.Now)
                : DeploymentStatus.Condition("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed", rollout.Now));
    }

    private static List<Write> Create(Rollout rollout, IReadOnlyList<JsonObject> existing, long revision)
    {
        var deployment = rollout.Deployment;
        var collisions = deployment.LongAt("status", "collisionCount") ?? 0;
        var hash = TemplateHash.Of(deployment.ObjectAt("spec", "template")!, collisions);
        var name = $"{deployment.Name()}-{hash}";
        if (existing.Any(r => r.Name() == name))
        {
            return
            [
                new Write.Patch(
                    ResourceTypes.Deployments, deployment, new JsonObject { ["status"] = new JsonObject { ["collisionCount"] = collisions + 1 } }, "status"),
            ];
        }

        var size = RollingUpdatePlan.NewSize(rollout.Settings, rollout.All, 0);
        var writes = new List<Write> { new Write.Create(ResourceTypes.ReplicaSets, Build(rollout, name, hash, size, revision)) };
        if (size > 0)
            writes.Add(new Write.Emit(deployment, "Normal", "ScalingReplicaSet", $"Scaled up replica set {name} from 0 to {size}"));
        var judged = rollout.Settings.ProgressDeadlineSeconds is not null && deployment.Condition("Progressing").StringAt("reason") != "DeploymentResumed";
        writes.Add(SetRevision(
            rollout, revision,
            judged ? DeploymentStatus.Condition("Progressing", "True", "NewReplicaSetCreated", $"Created new replica set \"{name}\"", rollout.Now) : null));
        return writes;
    }

    private static JsonObject Build(Rollout rollout, string name, string hash, long size, long revision)
    {
        var deployment = rollout.Deployment;
        var template = deployment.ObjectAt("spec", "template")!.Clone();
        template.Ensure("metadata").Ensure("labels")[TemplateHash.Label] = hash;
        var selector = deployment.ObjectAt("spec", "selector")!.Clone();
        selector.Ensure("matchLabels")[TemplateHash.Label] = hash;
        var annotations = new JsonObject();
        foreach (var (key, value) in DeploymentAnnotations.Inherited(deployment))
            annotations[key] = value;
        annotations[DeploymentAnnotations.DesiredReplicas] = Text(rollout.Settings.Replicas);
        annotations[DeploymentAnnotations.MaxReplicas] = Text(rollout.Settings.MaxReplicas);
        annotations[DeploymentAnnotations.Revision] = Text(revision);
        var spec = new JsonObject { ["replicas"] = size, ["selector"] = selector, ["template"] = template };
        if (rollout.Settings.MinReadySeconds > 0)
            spec["minReadySeconds"] = rollout.Settings.MinReadySeconds;
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = deployment.Namespace(),
                ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                ["annotations"] = annotations,
                ["ownerReferences"] = new JsonArray(OwnerReferences.ControllerReference(deployment)),
            },
            ["spec"] = spec,
        };
    }

    private static List<Write> BringForward(Rollout rollout, ReplicaSetView current, long revision)
    {
        var writes = new List<Write>();
        var annotations = new JsonObject();
        foreach (var (key, value) in DeploymentAnnotations.Inherited(rollout.Deployment))
        {
            if (current.Object.Annotations()?[key].AsString() != value)
                annotations[key] = value;
        }

        if (current.Revision < revision)
        {
            annotations[DeploymentAnnotations.Revision] = Text(revision);
            if (current.Revision > 0)
            {
                var history = current.Object.Annotations()?[DeploymentAnnotations.RevisionHistory].AsString();
                annotations[DeploymentAnnotations.RevisionHistory] = history is null ? Text(current.Revision) : $"{history},{current.Revision}";
            }
        }

        var patch = new JsonObject();
        if (annotations.Count > 0)
            patch["metadata"] = new JsonObject { ["annotations"] = annotations };
        if ((current.Object.LongAt("spec", "minReadySeconds") ?? 0) != rollout.Settings.MinReadySeconds)
            patch["spec"] = new JsonObject { ["minReadySeconds"] = rollout.Settings.MinReadySeconds };
        if (patch.Count > 0)
            writes.Add(new Write.Patch(ResourceTypes.ReplicaSets, current.Object, patch));
        var shown = Math.Max(current.Revision, revision);
        var found = rollout.Settings.ProgressDeadlineSeconds is not null && rollout.Deployment.Condition("Progressing") is null
            ? DeploymentStatus.Condition("Progressing", "True", "FoundNewReplicaSet", $"Found new replica set \"{current.Name}\"", rollout.Now)
            : null;
        if (DeploymentAnnotations.RevisionOf(rollout.Deployment) != shown)
            writes.Add(SetRevision(rollout, shown, found));
        else if (found is not null)
            writes.Add(WithProgress(rollout, found));
        return writes;
    }

    /// <summary>The annotation and the condition in one write of the status, whose endpoint takes annotations, too: so does the real controller.</summary>
    private static Write.Patch SetRevision(Rollout rollout, long revision, JsonObject? condition)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [DeploymentAnnotations.Revision] = Text(revision) } } };
        if (condition is not null)
            patch["status"] = new JsonObject { ["conditions"] = rollout.Deployment.ArrayAt("status", "conditions").With(condition, rollout.Now) };
        return new Write.Patch(ResourceTypes.Deployments, rollout.Deployment, patch, "status");
    }

    private static Write.Patch WithProgress(Rollout rollout, JsonObject condition) => new(
        ResourceTypes.Deployments,
        rollout.Deployment,
        new JsonObject { ["status"] = new JsonObject { ["conditions"] = rollout.Deployment.ArrayAt("status", "conditions").With(condition, rollout.Now) } },
        "status");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
