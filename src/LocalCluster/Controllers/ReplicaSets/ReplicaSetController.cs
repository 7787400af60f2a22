using System.Text.Json.Nodes;
using October.LocalCluster.Controllers.Machinery;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Controllers.ReplicaSets;

/// <summary>Feeds <see cref="ReplicaSetDecision"/> from the caches.</summary>
internal sealed class ReplicaSetController(ControllerContext context) : Controller(context, "replicaset-controller")
{
    private ResourceCache _replicaSets = null!;
    private ResourceCache _pods = null!;

    protected override void Subscribe()
    {
        _replicaSets = Watch(KnownTypes.ReplicaSets);
        _pods = Watch(KnownTypes.Pods, KeysOfPod);
    }

    protected override Decision Decide(NamespacedName key) => _replicaSets.Get(key.Namespace, key.Name) is { } replicaSet
        ? ReplicaSetDecision.Decide(replicaSet, _pods.InNamespace(key.Namespace), Context.Now)
        : Decision.Nothing;

    protected override Decision OnRefused(NamespacedName key, WriteFailedException failure) =>
        failure.Write is Write.Create && _replicaSets.Get(key.Namespace, key.Name) is { } replicaSet
            ? ReplicaSetDecision.OnCreateRefused(replicaSet, failure.Message, Context.Now)
            : Decision.Nothing;

    private IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) => pod.ControllerOf() is not null
        ? OwnerKeys(pod, "ReplicaSet")
        : _replicaSets.InNamespace(pod.Namespace()).Select(NamespacedName.Of);
}
