using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>Reading and writing <c>metadata.ownerReferences</c>.</summary>
internal static class OwnerReferences
{
    public static IEnumerable<JsonObject> Owners(this JsonObject value) => value.ArrayAt("metadata", "ownerReferences").Objects();

    /// <summary>The one owner reference with <c>controller: true</c>.</summary>
    public static JsonObject? ControllerOf(this JsonObject value) => value.Owners().FirstOrDefault(o => o.BoolAt("controller") == true);

    public static bool IsControlledBy(this JsonObject value, JsonObject owner) => value.ControllerOf().StringAt("uid") == owner.Uid();

    public static JsonObject ControllerReference(JsonObject owner) => new()
    {
        ["apiVersion"] = owner.StringAt("apiVersion"),
        ["kind"] = owner.StringAt("kind"),
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>A patch that makes <paramref name="owner"/> the controller; the uid guards against another object of that name.</summary>
    public static JsonObject AdoptPatch(JsonObject value, JsonObject owner) =>
        Patch(value, [.. value.Owners().Select(o => (JsonNode?)o.DeepClone()), (JsonNode)ControllerReference(owner)]);

    /// <summary>A patch that keeps only the owner references for which <paramref name="keep"/> holds.</summary>
    public static JsonObject KeepPatch(JsonObject value, Func<JsonObject, bool> keep) =>
        Patch(value, [.. value.Owners().Where(keep).Select(o => (JsonNode?)o.DeepClone())]);

    private static JsonObject Patch(JsonObject value, JsonArray owners) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = value.Uid(),
            ["resourceVersion"] = value.ResourceVersion(),
            ["ownerReferences"] = owners.Count == 0 ? null : owners,
        },
    };
}
