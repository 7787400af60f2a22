using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Reconcile.Model;

namespace October.Operator.Gather.Revisions;

/// <summary>What a rollback to a revision does not restore: data, and what is the user's own.</summary>
internal static class Unreverted
{
    /// <summary>In words, as the end of a sentence; null for nothing. Revisions of older operators say nothing of either.</summary>
    /// <param name="revision">Data of the revision that is rolled back to.</param>
    /// <param name="current">What the spec asks for.</param>
    /// <param name="digest">Digest of the user's Secret now; null where there is none.</param>
    /// <param name="volume">Redis' volume.</param>
    public static string? Of(JsonObject revision, ResolvedApp current, string? digest, V1PersistentVolumeClaim? volume)
    {
        var left = new List<string>();
        if (
            digest is not null
            && (string?)revision[StoredRevision.SecretDigest] is { } before
            && before != digest
            && (string?)revision["spec"]?["secretName"] == current.SecretName)
            left.Add($"Secret {current.SecretName} keeps its present content: it is yours to restore");
        if (
            (string?)revision[StoredRevision.VolumeSize] is { } size
            && volume?.Spec.Resources?.Requests?.TryGetValue("storage", out var now) == true
            && now.ToDecimal() > new ResourceQuantity(size).ToDecimal())
            left.Add($"volume {volume.Metadata.Name} stays at {now} instead of {size}: a volume never shrinks");
        return left.Count == 0 ? null : string.Join("; ", left);
    }
}
