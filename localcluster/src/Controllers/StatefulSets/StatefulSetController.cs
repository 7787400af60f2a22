using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.StatefulSets;

/// <summary>Feeds <see cref="StatefulSetDecision"/> from the caches.</summary>
internal sealed class StatefulSetController(ControllerContext context) : Controller(context, "statefulset-controller")
{
    private Informer _sets = null!;
    private Informer _pods = null!;
    private Informer _revisions = null!;
    private Informer _claims = null!;

    protected override void Subscribe()
    {
        _sets = Watch(ResourceTypes.StatefulSets);
        _pods = Watch(ResourceTypes.Pods, KeysOfPod);
        _revisions = WatchOwned(ResourceTypes.ControllerRevisions, "StatefulSet");
        _claims = Watch(ResourceTypes.PersistentVolumeClaims, _ => []);
    }

    protected override Decision Decide(NamespacedName key) =>
        _sets.Get(key.Namespace, key.Name) is { } set
            ? StatefulSetDecision.Decide(
                new StatefulSetObserved(set, _revisions.InNamespace(key.Namespace), _pods.InNamespace(key.Namespace), _claims.InNamespace(key.Namespace)),
                Context.Now)
            : Decision.Nothing;

    protected override Decision OnWriteFailed(NamespacedName key, WriteFailedException failure) =>
        failure.Write is Write.Create { Type.Plural: "pods" } create && _sets.Get(key.Namespace, key.Name) is { } set
            ? Decision.Of(
                new Write.Emit(set, "Warning", "FailedCreate", $"create Pod {create.Body.Name()} in StatefulSet {set.Name()} failed error: {failure.Message}"))
            : Decision.Nothing;

    private IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) => pod.ControllerOf() is not null
        ? OwnerKeys(pod, "StatefulSet")
        : _sets.InNamespace(pod.Namespace()).Select(NamespacedName.Of);
}
