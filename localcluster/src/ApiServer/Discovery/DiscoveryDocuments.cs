using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.Discovery;

/// <summary>Builds the discovery documents from the registry: the lists of old and the aggregated form (KEP-3352).</summary>
internal sealed class DiscoveryDocuments(KindRegistry registry)
{
    /// <summary>Group order of a real server; others (custom resources) follow by name.</summary>
    private static readonly string[] GroupOrder =
    [
        "", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "networking.k8s.io", "policy",
        "rbac.authorization.k8s.io", "storage.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "discovery.k8s.io",
    ];

    public static JsonObject CoreVersions(string serverAddress) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = serverAddress }),
    };

    public JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. GroupNames().Where(g => g.Length > 0).Select(g => GroupEntry(g))]),
    };

    public JsonObject? Group(string group)
    {
        if (!registry.All.Any(k => k.Group == group))
            return null;
        var result = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (key, value) in GroupEntry(group))
            result[key] = value?.DeepClone();
        return result;
    }

    public JsonObject? Resources(string group, string version)
    {
        var kinds = Kinds(group, version);
        if (kinds.Count == 0)
            return null;
        var result = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
            result["apiVersion"] = "v1";
        result["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}";
        result["resources"] = new JsonArray([.. kinds.SelectMany(LegacyEntries)]);
        return result;
    }

    /// <param name="core">The core group (<c>/api</c>), or all others (<c>/apis</c>).</param>
    public JsonObject Aggregated(bool core) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. GroupNames().Where(g => (g.Length == 0) == core).Select(AggregatedGroup)]),
    };

    private IEnumerable<string> GroupNames() => registry.All.Select(k => k.Group).Distinct(StringComparer.Ordinal)
        .OrderBy(g => Array.IndexOf(GroupOrder, g) is var i and >= 0 ? i : GroupOrder.Length).ThenBy(g => g, StringComparer.Ordinal);

    private List<string> Versions(string group) =>
        [.. registry.All.Where(k => k.Group == group).Select(k => k.Version).Distinct(StringComparer.Ordinal).Order(VersionPriority.Comparer)];

    private List<ResourceKind> Kinds(string group, string version) =>
        [.. registry.All.Where(k => k.Group == group && k.Version == version).OrderBy(k => k.Plural, StringComparer.Ordinal)];

    private JsonObject GroupEntry(string group)
    {
        var versions = Versions(group).Select(v => new JsonObject { ["groupVersion"] = $"{group}/{v}", ["version"] = v }).ToList();
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private static IEnumerable<JsonNode> LegacyEntries(ResourceKind kind)
    {
        var entry = new JsonObject
        {
            ["name"] = kind.Plural,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.Namespaced,
            ["kind"] = kind.Kind,
            ["verbs"] = kind.Verbs.ToJsonArray(),
        };
        if (kind.ShortNames.Count > 0)
            entry["shortNames"] = kind.ShortNames.ToJsonArray();
        if (kind.Categories.Count > 0)
            entry["categories"] = kind.Categories.ToJsonArray();
        if (kind.Verbs.Contains("list"))
            entry["storageVersionHash"] = StorageHash(kind);
        yield return entry;
        foreach (var subresource in kind.Subresources)
        {
            var sub = new JsonObject { ["name"] = $"{kind.Plural}/{subresource.Name}", ["singularName"] = "", ["namespaced"] = kind.Namespaced };
            if (subresource.Group != kind.Group)
            {
                sub["group"] = subresource.Group;
                sub["version"] = subresource.Version;
            }

            sub["kind"] = subresource.Kind;
            sub["verbs"] = subresource.Verbs.ToJsonArray();
            yield return sub;
        }
    }

    private JsonNode AggregatedGroup(string group)
    {
        var metadata = new JsonObject();
        if (group.Length > 0)
            metadata["name"] = group;
        var versions = Versions(group).Select(v => (JsonNode)new JsonObject
        {
            ["version"] = v,
            ["resources"] = new JsonArray([.. Kinds(group, v).Select(AggregatedResource)]),
            ["freshness"] = "Current",
        });
        return new JsonObject { ["metadata"] = metadata, ["versions"] = new JsonArray([.. versions]) };
    }

    private static JsonNode AggregatedResource(ResourceKind kind)
    {
        var entry = new JsonObject
        {
            ["resource"] = kind.Plural,
            ["responseKind"] = ResponseKind(kind, kind.Group, kind.Version, kind.Kind),
            ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = kind.Verbs.ToJsonArray(),
        };
        if (kind.ShortNames.Count > 0)
            entry["shortNames"] = kind.ShortNames.ToJsonArray();
        if (kind.Categories.Count > 0)
            entry["categories"] = kind.Categories.ToJsonArray();
        IEnumerable<Subresource> subresources = kind.IsCustom ? kind.Subresources : kind.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal);
        if (kind.Subresources.Count > 0)
        {
            entry["subresources"] = new JsonArray([.. subresources.Select(s => (JsonNode)new JsonObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = ResponseKind(kind, s.Group, s.Version, s.Kind),
                ["verbs"] = s.Verbs.ToJsonArray(),
            })]);
        }

        return entry;
    }

    /// <summary>Built-in kinds of the resource's own version leave it out, as the real server's installer does.</summary>
    private static JsonObject ResponseKind(ResourceKind owner, string group, string version, string kind)
    {
        var own = !owner.IsCustom && group == owner.Group && version == owner.Version;
        return new JsonObject { ["group"] = own ? "" : group, ["version"] = own ? "" : version, ["kind"] = kind };
    }

    private static string StorageHash(ResourceKind kind) => Convert.ToBase64String(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{kind.StorageName}/{kind.Version}/{kind.Kind}"))[..8]);
}
