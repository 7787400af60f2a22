using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;

namespace October.Cli.Apps;

/// <summary>Finds a revision by name, hash or number.</summary>
internal static class RevisionNames
{
    /// <summary>The revision of this name, hash or number.</summary>
    /// <exception cref="CliException">There is none; the message lists the revisions that exist.</exception>
    public static V1ControllerRevision Find(IReadOnlyList<V1ControllerRevision> revisions, string name) =>
        revisions.FirstOrDefault(revision =>
            revision.Metadata.Name == name || revision.Metadata.Name.EndsWith("-" + name, StringComparison.Ordinal) || $"{revision.Revision}" == name)
        ?? throw new CliException(
            $"there is no revision {name}; there are {string.Join(", ", revisions.Select(revision => $"{revision.Revision} ({revision.Metadata.Name})"))}");

    /// <summary>The revision's copy of the user's spec.</summary>
    public static JsonNode? Spec(V1ControllerRevision? revision) => revision?.Data is { } data ? OctoberJson.Node(data)["spec"] : null;
}
