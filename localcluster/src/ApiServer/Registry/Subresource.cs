namespace October.LocalCluster.ApiServer.Registry;

/// <summary>A subresource as discovery shows it: its name, the kind it speaks, and its verbs.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string Kind, IReadOnlyList<string> Verbs)
{
    public static IReadOnlyList<string> GetPatchUpdate { get; } = ["get", "patch", "update"];

    /// <summary>The verbs of a subresource that passes requests on.</summary>
    public static IReadOnlyList<string> AllMethods { get; } = ["create", "delete", "get", "patch", "update"];

    /// <summary>Whether it opens a connection to something instead of speaking of the object.</summary>
    public bool Connects => Kind.EndsWith("Options", StringComparison.Ordinal);

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
