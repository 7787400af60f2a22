using k8s;
using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>Which revision a child belongs to. What comes from the live parts of the spec belongs to none, and is no fault of any.</summary>
internal static class ChildRevision
{
    /// <summary>The hash; null for none, or where several revisions share the child.</summary>
    public static string? Of(DesiredInput input, IKubernetesObject<V1ObjectMeta> child) => child switch
    {
        V1Deployment deployment => deployment.Spec.Template.Metadata.Labels.TryGetValue(Labels.Revision, out var revision) ? revision : input.Redis?.Hash,
        V1ConfigMap config => Single(input.Revisions.Where(revision => Names.Config(input.App, revision.App) == config.Metadata.Name)),
        V1Ingress => input.Stable.Hash,
        _ => null,
    };

    private static string? Single(IEnumerable<RenderedRevision> revisions) =>
        revisions.Select(revision => revision.Hash).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null;
}
