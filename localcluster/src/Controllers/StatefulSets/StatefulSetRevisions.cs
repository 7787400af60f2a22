using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Controllers.Deployments;

namespace October.LocalCluster.Controllers.StatefulSets;

/// <summary>
/// The history of a StatefulSet's template as ControllerRevisions: the one that pods have, the one that they shall have, and what has to be
/// written for that (kubernetes/pkg/controller/history).
/// </summary>
/// <param name="Current">The revision that the set came from.</param>
/// <param name="Update">The revision of the template as it is now.</param>
/// <param name="Writes">Makes or renumbers the revision of the template.</param>
internal sealed record StatefulSetRevisions(JsonObject Current, JsonObject Update, IReadOnlyList<Write> Writes)
{
    public static StatefulSetRevisions Of(JsonObject set, IReadOnlyList<JsonObject> revisions)
    {
        var ordered = revisions.OrderBy(r => r.LongAt("revision") ?? 0).ThenBy(r => r.Created()).ToList();
        var data = Data(set);
        var next = (ordered.LastOrDefault().LongAt("revision") ?? 0) + 1;
        var known = ordered.FindLast(r => r["data"].DeepEqual(data));
        var writes = new List<Write>();
        var update = known ?? New(set, data, next);
        if (known is null)
            writes.Add(new Write.Create(ResourceTypes.ControllerRevisions, update));
        else if (known != ordered[^1])
            writes.Add(new Write.Patch(ResourceTypes.ControllerRevisions, known, new JsonObject { ["revision"] = next }));
        var current = ordered.Find(r => r.Name() == set.StringAt("status", "currentRevision")) ?? update;
        return new StatefulSetRevisions(current, update, writes);
    }

    /// <summary>The pod template that a revision holds.</summary>
    public static JsonObject TemplateOf(JsonObject revision)
    {
        var template = revision.ObjectAt("data", "spec", "template")!.Clone();
        template.Remove("$patch");
        return template;
    }

    /// <summary>Revisions that no pod has and that the limit does not keep: the oldest go.</summary>
    public IEnumerable<Write> Truncate(JsonObject set, IReadOnlyList<JsonObject> revisions, IReadOnlyList<JsonObject> pods)
    {
        var live = pods.Select(StatefulSetPod.RevisionOf).Append(Current.Name()).Append(Update.Name()).ToHashSet(StringComparer.Ordinal);
        var dead = revisions.Where(r => !live.Contains(r.Name())).OrderBy(r => r.LongAt("revision") ?? 0).ToList();
        var limit = (int)(set.LongAt("spec", "revisionHistoryLimit") ?? 10);
        return dead.Take(Math.Max(0, dead.Count - limit)).Select(r => new Write.Delete(ResourceTypes.ControllerRevisions, r));
    }

    /// <summary>The patch that brings the template back (<c>kubectl rollout undo</c> applies it as it is).</summary>
    private static JsonObject Data(JsonObject set)
    {
        var template = set.ObjectAt("spec", "template")!.Clone();
        template["$patch"] = "replace";
        return new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
    }

    private static JsonObject New(JsonObject set, JsonObject data, long number)
    {
        var hash = TemplateHash.Of(data, set.LongAt("status", "collisionCount") ?? 0);
        var labels = set.ObjectAt("spec", "template", "metadata", "labels")?.Clone() ?? [];
        labels["controller.kubernetes.io/hash"] = hash;
        var owner = OwnerReferences.ControllerReference(set);
        owner["kind"] = "StatefulSet";
        var revision = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ControllerRevision",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{set.Name()}-{hash}",
                ["namespace"] = set.Namespace(),
                ["labels"] = labels,
                ["ownerReferences"] = new JsonArray(owner),
            },
            ["data"] = data,
            ["revision"] = number,
        };
        if (set.Annotations() is { } annotations)
            revision["metadata"]!["annotations"] = annotations.DeepClone();
        return revision;
    }
}
