using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Defaults;

namespace October.Operator.Controllers;

/// <summary>What is not a revision's to put back: data, and what is the user's own. Told, so that nobody takes a rollback for more than it is.</summary>
internal static class NotPutBack
{
    /// <summary>Of a revision's data: digest of the user's Secret when the revision was first asked for.</summary>
    public const string DigestField = "secretDigest";

    /// <summary>Of a revision's data: size of redis' volume that was asked for then.</summary>
    public const string SizeField = "volumeSize";

    /// <summary>In words, as the end of a sentence; null for nothing. Revisions of older operators say nothing of either.</summary>
    /// <param name="revision">Data of the revision that is put back.</param>
    /// <param name="current">What the spec asks for.</param>
    /// <param name="digest">Digest of the user's Secret now; null where there is none.</param>
    /// <param name="volume">Redis' volume.</param>
    public static string? Of(JsonObject revision, ResolvedApp current, string? digest, V1PersistentVolumeClaim? volume)
    {
        var left = new List<string>();
        if (digest is not null && (string?)revision[DigestField] is { } before && before != digest && (string?)revision["spec"]?["secretName"] == current.SecretName)
            left.Add($"Secret {current.SecretName} keeps what it has now: it is yours to put back");
        if ((string?)revision[SizeField] is { } size && volume?.Spec.Resources?.Requests?.TryGetValue("storage", out var now) == true && now.ToDecimal() > new ResourceQuantity(size).ToDecimal())
            left.Add($"volume {volume.Metadata.Name} stays at {now} instead of {size}: a volume never shrinks");
        return left.Count == 0 ? null : string.Join("; ", left);
    }
}
