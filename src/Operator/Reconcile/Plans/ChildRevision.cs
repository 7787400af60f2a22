using k8s;
using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>
/// Which revision is at fault where a child is refused: of what its pods run, or are given. What only comes from the spec is no fault of any, the Ingress
/// neither: the one before it goes on to serve, whose images are good or not.
/// </summary>
internal static class ChildRevision
{
    /// <summary>The hash; null for none, or where several revisions share the child.</summary>
    public static string? Of(DesiredInput input, IKubernetesObject<V1ObjectMeta> child) => child switch
    {
        V1Deployment deployment => deployment.Spec.Template.Metadata.Labels.TryGetValue(Labels.Revision, out var revision) ? revision : input.Redis?.Hash,
        V1ConfigMap config => Single(input.Revisions.Where(revision => Names.Config(input.App, revision.App) == config.Metadata.Name)),
        _ => null,
    };

    private static string? Single(IEnumerable<RenderedRevision> revisions) =>
        revisions.Select(revision => revision.Hash).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null;
}
