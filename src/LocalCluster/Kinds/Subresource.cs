namespace October.LocalCluster.Kinds;

/// <summary>A subresource as discovery shows it: its name, the kind it speaks, and its verbs.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string Kind, IReadOnlyList<string> Verbs)
{
    public static IReadOnlyList<string> GetPatchUpdate { get; } = ["get", "patch", "update"];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
