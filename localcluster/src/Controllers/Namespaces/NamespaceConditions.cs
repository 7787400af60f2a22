using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.Namespaces;

/// <summary>The conditions of a namespace that is being emptied, in the words of the real controller.</summary>
internal static class NamespaceConditions
{
    public static JsonArray Of(JsonObject ns, IReadOnlyList<(ResourceType Type, JsonObject Object)> remaining, DateTimeOffset now)
    {
        var finalizers = remaining
            .SelectMany(r => r.Object.Finalizers())
            .GroupBy(f => f, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        return ns.ArrayAt("status", "conditions")
            .With(Condition("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered"), now)
            .With(Condition("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed"), now)
            .With(
                Condition("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization"), now)
            .With(
                Condition(
                    "NamespaceContentRemaining",
                    true,
                    "SomeResourcesRemain",
                    "Some resources are remaining: "
                        + string.Join(
                            ", ",
                            remaining
                                .GroupBy(r => r.Type)
                                .Select(g =>
                                    $"{(g.Key.Group.Length == 0 ? g.Key.Plural + "." : $"{g.Key.Plural}.{g.Key.Group}")} has {g.Count()} resource instances")
                                .Order(StringComparer.Ordinal))),
                now)
            .With(
                finalizers.Count == 0
                    ? Condition("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished")
                    : Condition(
                        "NamespaceFinalizersRemaining",
                        true,
                        "SomeFinalizersRemain",
                        "Some content in the namespace has finalizers remaining: "
                            + string.Join(", ", finalizers.Select(f => $"{f.Key} in {f.Count()} resource instances"))),
                now);
    }

    private static JsonObject Condition(string type, bool isTrue, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = isTrue ? "True" : "False",
        ["reason"] = reason,
        ["message"] = message,
    };
}
