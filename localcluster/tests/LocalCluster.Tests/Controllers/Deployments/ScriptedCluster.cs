using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Patches;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>Carries out a Deployment's decisions on plain objects, and plays the ReplicaSet controller: pods are there at once.</summary>
internal sealed class ScriptedCluster
{
    private int _versions = 100;

    public JsonObject Deployment { get; set; } = [];

    public List<JsonObject> ReplicaSets { get; } = [];

    public List<JsonObject> Pods { get; } = [];

    public bool PodsBecomeAvailable { get; set; } = true;

    public DateTimeOffset Now { get; set; } = Objects.Now;

    public Decision Decide() => DeploymentDecision.Decide(new DeploymentObserved(Deployment, ReplicaSets, Pods), Now);

    public void SetImage(string image)
    {
        Deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = image;
        Deployment["metadata"]!["generation"] = Deployment.Generation() + 1;
    }

    /// <summary>Decides and carries out until there is nothing to do.</summary>
    public void Settle()
    {
        for (var step = 0; step < 200; step++)
        {
            var writes = Decide().Writes;
            foreach (var write in writes)
                Apply(write);
            var moved = ReplicaSets.Count(Advance) > 0;
            if (writes.Count == 0 && !moved)
                return;
        }

        Assert.Fail("It does not settle: " + string.Join(", ", Decide().Writes));
    }

    private void Apply(Write write)
    {
        switch (write)
        {
            case Write.Create create:
                var created = create.Body.Clone();
                created["metadata"]!["uid"] = $"rs-{++_versions}";
                created["metadata"]!["creationTimestamp"] = Now.AddSeconds(_versions).ToKubernetesTime();
                created["metadata"]!["generation"] = 1;
                ReplicaSets.Add(created);
                break;
            case Write.Delete delete:
                ReplicaSets.RemoveAll(r => r.Uid() == delete.Target.Uid());
                break;
            case Write.Patch patch when patch.Type == ResourceTypes.Deployments:
                Deployment = Patched(Deployment, patch);
                break;
            case Write.Patch patch:
                var index = ReplicaSets.FindIndex(r => r.Uid() == patch.Target.Uid());
                ReplicaSets[index] = Patched(ReplicaSets[index], patch);
                break;
        }
    }

    private static JsonObject Patched(JsonObject target, Write.Patch patch)
    {
        var result = target.Clone();
        MergePatch.Apply(result, patch.Body);
        return result;
    }

    /// <summary>One step of the ReplicaSet controller; true when something changed.</summary>
    private bool Advance(JsonObject set)
    {
        var wanted = set.LongAt("spec", "replicas") ?? 0;
        var status = new JsonObject { ["replicas"] = wanted, ["observedGeneration"] = set.Generation() };
        if (PodsBecomeAvailable && wanted > 0)
            (status["availableReplicas"], status["readyReplicas"]) = (wanted, wanted);
        else if (set.LongAt("status", "availableReplicas") is { } before && Math.Min(before, wanted) > 0)
            (status["availableReplicas"], status["readyReplicas"]) = (Math.Min(before, wanted), Math.Min(before, wanted));
        if (status.DeepEqual(set["status"]))
            return false;
        set["status"] = status;
        return true;
    }
}
