using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.GarbageCollection;

/// <summary>
/// What the garbage collector does about one object: pure, from the object, the state of its owners and its dependents
/// (kubernetes/pkg/controller/garbagecollector).
/// </summary>
internal static class GarbageDecision
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    /// <param name="item">The object.</param>
    /// <param name="owners">Its owners by uid as they are now; null for one that does not exist (any more).</param>
    /// <param name="dependents">The objects that name it as owner.</param>
    public static Decision Decide(Resource item, IReadOnlyDictionary<string, JsonObject?> owners, IReadOnlyList<Resource> dependents)
    {
        if (item.Object.IsTerminating())
            return WhileTerminating(item, dependents);
        var references = item.Object.Owners().ToList();
        if (references.Count == 0)
            return Decision.Nothing;
        var absent = references.Where(r => StateOf(r, owners) is null).ToList();
        var waiting = references.Where(r => StateOf(r, owners) is { } owner && IsWaiting(owner)).ToList();
        var solid = references.Count - absent.Count - waiting.Count;
        if (solid > 0)
        {
            if (absent.Count + waiting.Count == 0)
                return Decision.Nothing;
            var drop = absent.Concat(waiting).Select(r => r.StringAt("uid")).ToHashSet(StringComparer.Ordinal);
            return Decision.Of(new Write.Patch(item.Type, item.Object, OwnerReferences.KeepPatch(item.Object, o => !drop.Contains(o.StringAt("uid")))));
        }

        if (waiting.Count > 0 && dependents.Count > 0)
            return Decision.Of(new Write.Delete(item.Type, item.Object, "Foreground"));
        // A policy that was chosen before (orphan, foreground) stays.
        var finalizers = item.Object.Finalizers();
        var policy = finalizers.Contains(OrphanFinalizer) ? "Orphan" : finalizers.Contains(ForegroundFinalizer) ? "Foreground" : "Background";
        return Decision.Of(new Write.Delete(item.Type, item.Object, policy));
    }

    private static Decision WhileTerminating(Resource item, IReadOnlyList<Resource> dependents)
    {
        var finalizers = item.Object.Finalizers();
        if (finalizers.Contains(OrphanFinalizer))
        {
            return Decision.Of(
            [
                .. dependents.Select(d => new Write.Patch(
                    d.Type, d.Object, OwnerReferences.KeepPatch(d.Object, o => o.StringAt("uid") != item.Object.Uid()))),
                WithoutFinalizer(item, OrphanFinalizer),
            ]);
        }

        if (!finalizers.Contains(ForegroundFinalizer))
            return Decision.Nothing;
        var blocking = dependents.Any(d => d.Object.Owners().Any(o => o.StringAt("uid") == item.Object.Uid() && o.BoolAt("blockOwnerDeletion") == true));
        return blocking ? Decision.Nothing : Decision.Of(WithoutFinalizer(item, ForegroundFinalizer));
    }

    private static JsonObject? StateOf(JsonObject reference, IReadOnlyDictionary<string, JsonObject?> owners) =>
        owners.GetValueOrDefault(reference.StringAt("uid") ?? "");

    private static bool IsWaiting(JsonObject owner) => owner.IsTerminating() && owner.Finalizers().Contains(ForegroundFinalizer);

    private static Write.Patch WithoutFinalizer(Resource item, string finalizer)
    {
        JsonArray kept = [.. item.Object.Finalizers().Where(f => f != finalizer).Select(f => (JsonNode?)JsonValue.Create(f))];
        return new Write.Patch(
            item.Type,
            item.Object,
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["uid"] = item.Object.Uid(),
                    ["resourceVersion"] = item.Object.ResourceVersion(),
                    ["finalizers"] = kept.Count == 0 ? null : kept,
                },
            });
    }
}
