using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>A Deployment between its templates: the ReplicaSet of the current one, if it is there, and the older ones.</summary>
internal sealed record Rollout(
    JsonObject Deployment, DeploymentSettings Settings, ReplicaSetView? Current, IReadOnlyList<ReplicaSetView> Old, DateTimeOffset Now)
{
    public IReadOnlyList<ReplicaSetView> All => [.. Old, .. CurrentOrNone];

    public IReadOnlyList<ReplicaSetView> CurrentOrNone => Current is null ? [] : [Current];

    public static Rollout Of(JsonObject deployment, IReadOnlyList<JsonObject> owned, DateTimeOffset now)
    {
        var views = owned.Select(ReplicaSetView.Of).OrderBy(r => r.Created).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
        var template = deployment.ObjectAt("spec", "template");
        var current = views.FirstOrDefault(r => TemplateHash.SameTemplate(r.Object.ObjectAt("spec", "template"), template));
        return new Rollout(deployment, DeploymentSettings.Of(deployment), current, [.. views.Where(r => r != current)], now);
    }
}
