using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.ReplicaSets;

/// <summary>Feeds <see cref="ReplicaSetDecision"/> from the caches: for ReplicaSets, and for their older relatives, ReplicationControllers.</summary>
internal sealed class ReplicaSetController(ControllerContext context, ReplicaKind kind) : Controller(context, kind.Component)
{
    private Informer _replicaSets = null!;
    private Informer _pods = null!;

    protected override void Subscribe()
    {
        _replicaSets = Watch(kind.Type);
        _pods = Watch(ResourceTypes.Pods, KeysOfPod);
    }

    protected override Decision Decide(NamespacedName key) => _replicaSets.Get(key.Namespace, key.Name) is { } replicaSet
        ? ReplicaSetDecision.Decide(kind, replicaSet, _pods.InNamespace(key.Namespace), Context.Now)
        : Decision.Nothing;

    protected override Decision OnWriteFailed(NamespacedName key, WriteFailedException failure) =>
        failure.Write is Write.Create && _replicaSets.Get(key.Namespace, key.Name) is { } replicaSet
            ? ReplicaSetDecision.OnCreateFailed(kind, replicaSet, failure.Message, Context.Now)
            : Decision.Nothing;

    private IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) => pod.ControllerOf() is not null
        ? OwnerKeys(pod, kind.Name)
        : _replicaSets.InNamespace(pod.Namespace()).Select(NamespacedName.Of);
}
