namespace October.LocalCluster.ApiServer.Registry;

/// <summary>Where a real server keeps objects, which shows in a few of its errors.</summary>
internal static class StorageKeys
{
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["services"] = "services/specs",
        ["endpoints"] = "services/endpoints",
        ["nodes"] = "minions",
        ["ingresses"] = "ingress",
    };

    public static string Of(ResourceKind kind, string ns, string name)
    {
        var prefix =
            kind.IsCustom || kind.Group == "apiextensions.k8s.io" ? $"{kind.Group}/{kind.Plural}" : Prefixes.GetValueOrDefault(kind.Plural, kind.Plural);
        return ns.Length == 0 ? $"/registry/{prefix}/{name}" : $"/registry/{prefix}/{ns}/{name}";
    }
}
