using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired;

/// <summary>Renders the stable pod templates of a revision.</summary>
internal static class RevisionTemplates
{
    /// <summary>As this operator renders them.</summary>
    /// <exception cref="FormatException">The user's part of a template is not part of a pod.</exception>
    public static PodTemplates Render(AppIdentity app, RenderedRevision revision, bool hasApiKey) => new(
        ApiDeployment.Template(app, revision, Track.Stable, hasApiKey),
        WorkerDeployment.Template(app, revision, Track.Stable),
        revision.App.Redis.IsManaged ? RedisResources.Template(app, revision.App.Redis) : null,
        hasApiKey);

    /// <summary>The kept ones where they still hold, else as this operator renders them.</summary>
    /// <exception cref="FormatException">The user's part of a template is not part of a pod.</exception>
    public static PodTemplates Of(AppIdentity app, RenderedRevision revision, bool hasApiKey) =>
        revision.Kept is { } kept && kept.HasApiKey == hasApiKey ? kept : Render(app, revision, hasApiKey);
}
