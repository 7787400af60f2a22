using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Configuration;

/// <summary>The config of a revision: immutable, so that a pod that starts late can never read another revision's.</summary>
internal static class ConfigMaps
{
    /// <summary>One per distinct content among the revisions that pods may be started from.</summary>
    public static IEnumerable<V1ConfigMap> Render(DesiredInput input) =>
        input.Revisions
            .Select(revision => Of(input.App, revision))
            .DistinctBy(map => map.Metadata.Name);

    private static V1ConfigMap Of(AppIdentity app, RenderedRevision revision) => new()
    {
        Metadata = Meta.Of(app, Names.Config(app, revision.App)),
        Immutable = true,
        Data = revision.App.Config.Count == 0 ? null : new Dictionary<string, string>(revision.App.Config),
    };
}
