using System.Text.Json.Nodes;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>Everything a decision about a Deployment is made from.</summary>
/// <param name="Deployment">The Deployment.</param>
/// <param name="ReplicaSets">All ReplicaSets of its namespace.</param>
/// <param name="Pods">All Pods of its namespace.</param>
internal sealed record DeploymentObserved(JsonObject Deployment, IReadOnlyList<JsonObject> ReplicaSets, IReadOnlyList<JsonObject> Pods);
