using System.Text.Json.Nodes;
using October.Crd;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Operator.Reconcile.Model;

namespace October.Operator.Gather.Revisions;

/// <summary>Whether a revision brings another redis in the place of the one that serves.</summary>
internal static class RedisReplacement
{
    /// <summary>The operator runs the redis of the serving revision, and the spec asks for it otherwise.</summary>
    /// <param name="spec">What the spec asks for.</param>
    /// <param name="serving">Hash of the revision that serves; null for none.</param>
    /// <param name="revisions">The app's revisions.</param>
    public static bool Is(V1OctoberAppSpec spec, string? serving, RevisionSet revisions) =>
        serving is not null
        && revisions.Render(serving) is { App.Redis.IsManaged: true }
        && revisions.Stored(serving)?.Data is { } stored
        && !JsonNode.DeepEquals(stored[StoredRevision.Spec]?["redis"], OctoberJson.Node(RevisionedSpec.Of(spec))["redis"]);
}
