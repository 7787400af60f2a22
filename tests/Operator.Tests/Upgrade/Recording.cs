using System.Text.Json.Nodes;
using October.Testing;

namespace October.Operator.Upgrade;

/// <summary>What <see cref="RecordReleaseTests"/> of a release has recorded of a cluster with apps.</summary>
internal static class Recording
{
    /// <summary>A time after everything that was recorded.</summary>
    public static DateTimeOffset End { get; } = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);

    public static string Folder(string release) => RepositoryRoot.File($"tests/Operator.Tests/Upgrade/{release}");

    public static IEnumerable<(string Storage, JsonObject Value)> Objects(string release) =>
        from line in JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(release), "objects.json")))!.AsArray()
        let resource = (string)line!["resource"]!
        select (resource.Contains('/', StringComparison.Ordinal) ? resource : "/" + resource, (JsonObject)line["object"]!.DeepClone());
}
