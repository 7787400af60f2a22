using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired;

/// <summary>Renders the stable pod templates of a revision.</summary>
internal static class RevisionTemplates
{
    /// <summary>As this operator renders them.</summary>
    /// <exception cref="FormatException">The user's part of a template is not part of a pod.</exception>
    public static PodTemplates Render(AppIdentity app, RenderedRevision revision, bool hasNamedKeys) => new(
        ApiDeployment.Template(app, revision, Track.Stable, hasNamedKeys),
        WorkerDeployment.Template(app, revision, Track.Stable),
        revision.App.Redis.IsManaged ? RedisResources.Template(app, revision.App.Redis) : null);

    /// <summary>The kept ones where they still hold, else as this operator renders them.</summary>
    /// <exception cref="FormatException">The user's part of a template is not part of a pod.</exception>
    public static PodTemplates Of(AppIdentity app, RenderedRevision revision, bool hasNamedKeys) =>
        revision.Kept is { } kept && kept.Hold(revision.App, hasNamedKeys) ? kept : Render(app, revision, hasNamedKeys);
}
