using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>A Deployment adopts ReplicaSets that match its selector and have no controller, and lets go of those that no longer match.</summary>
internal static class ReplicaSetClaims
{
    public static IReadOnlyList<Write> Decide(DeploymentObserved observed)
    {
        var deployment = observed.Deployment;
        var selector = LabelSelector.FromObject(deployment.ObjectAt("spec", "selector"));
        var writes = new List<Write>();
        foreach (var set in observed.ReplicaSets)
        {
            if (set.IsControlledBy(deployment) && !selector.Matches(set))
                writes.Add(new Write.Patch(ResourceTypes.ReplicaSets, set, OwnerReferences.KeepPatch(set, o => o.StringAt("uid") != deployment.Uid())));
            else if (set.ControllerOf() is null && !selector.IsEmpty && selector.Matches(set) && !set.IsTerminating() && !deployment.IsTerminating())
                writes.Add(new Write.Patch(ResourceTypes.ReplicaSets, set, OwnerReferences.AdoptPatch(set, deployment)));
        }

        return writes;
    }
}
