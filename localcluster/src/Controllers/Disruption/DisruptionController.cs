using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Disruption;

/// <summary>Feeds <see cref="DisruptionDecision"/> from the caches.</summary>
internal sealed class DisruptionController(ControllerContext context) : Controller(context, "controllermanager")
{
    private Informer _budgets = null!;
    private Informer _pods = null!;
    private Informer _replicaSets = null!;
    private Informer _deployments = null!;

    protected override void Subscribe()
    {
        _budgets = Watch(ResourceTypes.PodDisruptionBudgets);
        _pods = Watch(ResourceTypes.Pods, AllOfNamespace);
        _replicaSets = Watch(ResourceTypes.ReplicaSets, AllOfNamespace);
        _deployments = Watch(ResourceTypes.Deployments, AllOfNamespace);
    }

    protected override Decision Decide(NamespacedName key) => _budgets.Get(key.Namespace, key.Name) is { } budget
        ? DisruptionDecision.Decide(budget, _pods.InNamespace(key.Namespace), ExpectedOf, Context.Now)
        : Decision.Nothing;

    private IEnumerable<NamespacedName> AllOfNamespace(JsonObject value) => _budgets.InNamespace(value.Namespace()).Select(NamespacedName.Of);

    /// <summary>The scale of the Deployment, or else the ReplicaSet, that the pod belongs to.</summary>
    private (string Uid, long Replicas)? ExpectedOf(JsonObject pod)
    {
        if (pod.ControllerOf() is not { } owner || _replicaSets.Get(pod.Namespace(), owner.StringAt("name") ?? "") is not { } set)
            return null;
        var scaled = set.ControllerOf() is { } deployment ? _deployments.Get(pod.Namespace(), deployment.StringAt("name") ?? "") ?? set : set;
        return (scaled.Uid(), scaled.LongAt("spec", "replicas") ?? 1);
    }
}
