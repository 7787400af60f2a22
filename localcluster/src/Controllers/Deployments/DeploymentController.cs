using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>Feeds <see cref="DeploymentDecision"/> from the caches.</summary>
internal sealed class DeploymentController(ControllerContext context) : Controller(context, "deployment-controller")
{
    private Informer _deployments = null!;
    private Informer _replicaSets = null!;
    private Informer _pods = null!;

    protected override void Subscribe()
    {
        _deployments = Watch(ResourceTypes.Deployments);
        _replicaSets = Watch(ResourceTypes.ReplicaSets, KeysOfReplicaSet);
        // Only a Recreate rollout waits for pods.
        _pods = Watch(ResourceTypes.Pods, KeysOfPod);
    }

    protected override Decision Decide(NamespacedName key) => _deployments.Get(key.Namespace, key.Name) is { } deployment
        ? DeploymentDecision.Decide(
            new DeploymentObserved(deployment, _replicaSets.InNamespace(key.Namespace), _pods.InNamespace(key.Namespace)), Context.Now)
        : Decision.Nothing;

    private IEnumerable<NamespacedName> KeysOfReplicaSet(JsonObject replicaSet) => replicaSet.ControllerOf() is not null
        ? OwnerKeys(replicaSet, "Deployment")
        : _deployments.InNamespace(replicaSet.Namespace()).Select(NamespacedName.Of);

    private IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) =>
        pod.ControllerOf() is { } owner && owner.StringAt("kind") == "ReplicaSet"
        && _replicaSets.Get(pod.Namespace(), owner.StringAt("name") ?? "") is { } replicaSet
            ? OwnerKeys(replicaSet, "Deployment")
                .Where(k => _deployments.Get(k.Namespace, k.Name).StringAt("spec", "strategy", "type") == "Recreate")
            : [];
}
