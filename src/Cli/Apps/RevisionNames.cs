using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;

namespace October.Cli.Apps;

/// <summary>Finds a revision by what people call it.</summary>
internal static class RevisionNames
{
    /// <summary>By name, hash or number.</summary>
    /// <exception cref="CliException">There is none; the message lists those that are.</exception>
    public static V1ControllerRevision Find(IReadOnlyList<V1ControllerRevision> revisions, string wanted) =>
        revisions.FirstOrDefault(revision =>
            revision.Metadata.Name == wanted || revision.Metadata.Name.EndsWith("-" + wanted, StringComparison.Ordinal) || $"{revision.Revision}" == wanted)
        ?? throw new CliException(
            $"there is no revision {wanted}; there are {string.Join(", ", revisions.Select(revision => $"{revision.Revision} ({revision.Metadata.Name})"))}");

    /// <summary>What the user wrote in that revision.</summary>
    public static JsonNode? Spec(V1ControllerRevision? revision) => revision?.Data is { } data ? OctoberJson.Node(data)["spec"] : null;
}
