using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>An owner that is named twice counts once, and the client is warned.</summary>
internal static class OwnerReferenceDeduplication
{
    public static void Deduplicate(ResourceRequest request, JsonObject value)
    {
        if (value["metadata"].ArrayAt("ownerReferences") is not { Count: > 1 } references)
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = new List<string>();
        var kept = new JsonArray();
        foreach (var reference in references.Objects())
        {
            var uid = reference.StringAt("uid") ?? "";
            if (seen.Add(uid))
                kept.Add(reference.DeepClone());
            else if (!repeated.Contains(uid))
                repeated.Add(uid);
        }

        if (repeated.Count == 0)
            return;
        value.Metadata()["ownerReferences"] = kept;
        request.Warnings.Add(
            ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; "
                + $"please fix your requests; duplicate UID(s) observed: {string.Join(", ", repeated)}");
    }
}
