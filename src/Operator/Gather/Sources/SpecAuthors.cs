using System.Text.Json;
using k8s;
using k8s.Models;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Who wrote a spec, from an object's ownership records (kubernetes.io/docs/reference/using-api/server-side-apply, "Field management"): the
/// name of a field manager, which is a program such as <c>kubectl-client-side-apply</c> or <c>argocd-controller</c>; the API server stores no person.
/// </summary>
internal static class SpecAuthors
{
    /// <summary>Leaves only the records of those that own a part of spec, without the long lists of fields.</summary>
    public static void Keep(IKubernetesObject<V1ObjectMeta> entity)
    {
        var authors = entity.Metadata.ManagedFields?.Where(OwnsSpec)
            .Select(record => new V1ManagedFieldsEntry { Manager = record.Manager, Operation = record.Operation, Time = record.Time }).ToList();
        entity.Metadata.ManagedFields = authors is { Count: > 0 } ? authors : null;
    }

    /// <summary>The one that wrote last; null when the records are not known.</summary>
    public static string? Latest(IEnumerable<V1ManagedFieldsEntry>? authors) => authors?.MaxBy(author => author.Time ?? DateTime.MinValue)?.Manager;

    /// <summary>A record that <see cref="Keep"/> made has no fields any more, and counts.</summary>
    private static bool OwnsSpec(V1ManagedFieldsEntry record) =>
        record.Subresource is not { Length: > 0 }
        && (record.FieldsV1 is null || record.FieldsV1 is JsonElement { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty("f:spec", out _));
}
