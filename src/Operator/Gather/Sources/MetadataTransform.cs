using System.Collections.Frozen;
using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Leaves of metadata what an object is, and whose. Whoever may create objects with the operator's label may fill the rest: annotations with 256 KiB, labels
/// and owners without a limit.
/// </summary>
internal static class MetadataTransform
{
    private static readonly FrozenSet<string> KeptLabels = new[]
    {
        Labels.ManagedBy, Labels.App, Labels.Component, Labels.Track, Labels.Revision, "app.kubernetes.io/name", "app.kubernetes.io/part-of",
        "app.kubernetes.io/component",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> KeptAnnotations = new[] { Ownership.UsedBy, Meta.Applied, Labels.PasswordVersion }
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Drops the rest.</summary>
    public static void Keep(V1ObjectMeta metadata)
    {
        (metadata.ManagedFields, metadata.GenerateName) = (null, null);
        // That there is one counts: the object stays when it is deleted.
        metadata.Finalizers = metadata.Finalizers is { Count: > 0 } all ? [all[0]] : null;
        metadata.Labels = Only(metadata.Labels, KeptLabels);
        metadata.Annotations = Only(metadata.Annotations, KeptAnnotations);
        metadata.OwnerReferences = Ownership.Controller(metadata) is { } owner ? [owner] : null;
    }

    private static Dictionary<string, string>? Only(IDictionary<string, string>? given, FrozenSet<string> keys)
    {
        // An annotation's value may have any length; those that are kept are digests, numbers and uids.
        var kept = (given ?? new Dictionary<string, string>()).Where(pair => keys.Contains(pair.Key) && pair.Value is { Length: <= 128 })
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        return kept.Count == 0 ? null : kept;
    }
}
