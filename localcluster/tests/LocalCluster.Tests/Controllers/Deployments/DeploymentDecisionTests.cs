using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Deployments;

public sealed class DeploymentDecisionTests
{
    private readonly ScriptedCluster _cluster = new();

    [Fact]
    public void A_new_deployment_gets_one_replica_set_with_hash_revision_and_event()
    {
        var decision = DeploymentDecision.Decide(new DeploymentObserved(Objects.Deployment(), [], []), Objects.Now);
        var set = Assert.IsType<Write.Create>(decision.Writes[0]).Body;
        Assert.Equal($"web-{set.Labels()![TemplateHash.Label]}", set.Name());
        Assert.Equal("1", set.Annotations()![DeploymentAnnotations.Revision].AsString());
        Assert.Equal("4", set.Annotations()![DeploymentAnnotations.MaxReplicas].AsString());
        Assert.Equal("Scaled up replica set " + set.Name() + " from 0 to 3", Assert.IsType<Write.Emit>(decision.Writes[1]).Message);
        var said = Assert.IsType<Write.Patch>(decision.Writes[2]).Body;
        Assert.Equal("1", said.StringAt("metadata", "annotations", DeploymentAnnotations.Revision));
        var condition = said.ArrayAt("status", "conditions").Find("Progressing");
        Assert.Equal("NewReplicaSetCreated", condition.StringAt("reason"));
    }

    [Fact]
    public void A_finished_rollout_says_so_and_then_nothing_more()
    {
        _cluster.Deployment = Objects.Deployment();
        _cluster.Settle();
        Assert.Equal("NewReplicaSetAvailable", _cluster.Deployment.Condition("Progressing").StringAt("reason"));
        Assert.Equal("MinimumReplicasAvailable", _cluster.Deployment.Condition("Available").StringAt("reason"));
        Assert.Empty(_cluster.Decide().Writes);
    }

    [Fact]
    public void Going_back_to_an_old_template_reuses_its_replica_set_with_a_new_revision()
    {
        _cluster.Deployment = Objects.Deployment();
        _cluster.Settle();
        _cluster.SetImage("web:v2");
        _cluster.Settle();
        _cluster.SetImage("web:v1");
        _cluster.Settle();
        Assert.Equal(2, _cluster.ReplicaSets.Count);
        var current = _cluster.ReplicaSets.Single(r => r.LongAt("spec", "replicas") == 3);
        Assert.Equal("3", current.Annotations()![DeploymentAnnotations.Revision].AsString());
        Assert.Equal("1", current.Annotations()![DeploymentAnnotations.RevisionHistory].AsString());
        Assert.Equal("3", _cluster.Deployment.Annotations()![DeploymentAnnotations.Revision].AsString());
    }

    [Fact]
    public void A_rollout_that_does_not_move_misses_its_deadline_once_and_recovers()
    {
        _cluster.Deployment = Objects.Deployment(spec: "progressDeadlineSeconds: 5");
        _cluster.PodsBecomeAvailable = false;
        _cluster.Settle();
        Assert.Equal("ReplicaSetUpdated", _cluster.Deployment.Condition("Progressing").StringAt("reason"));
        Assert.InRange(_cluster.Decide().RequeueAfter!.Value.TotalSeconds, 1, 6);
        _cluster.Now += TimeSpan.FromSeconds(7);
        _cluster.Settle();
        Assert.Equal(("False", "ProgressDeadlineExceeded"), (
            _cluster.Deployment.Condition("Progressing").StringAt("status"), _cluster.Deployment.Condition("Progressing").StringAt("reason")));
        _cluster.PodsBecomeAvailable = true;
        _cluster.Settle();
        Assert.Equal("NewReplicaSetAvailable", _cluster.Deployment.Condition("Progressing").StringAt("reason"));
    }

    [Fact]
    public void A_paused_deployment_scales_but_does_not_roll()
    {
        _cluster.Deployment = Objects.Deployment();
        _cluster.Settle();
        _cluster.Deployment["spec"]!["paused"] = true;
        _cluster.SetImage("web:v2");
        _cluster.Deployment["spec"]!["replicas"] = 5;
        _cluster.Settle();
        var only = Assert.Single(_cluster.ReplicaSets);
        Assert.Equal(5, only.LongAt("spec", "replicas"));
        Assert.Equal("DeploymentPaused", _cluster.Deployment.Condition("Progressing").StringAt("reason"));
        _cluster.Deployment["spec"]!.AsObject().Remove("paused");
        _cluster.Settle();
        Assert.Equal([0L, 5L], _cluster.ReplicaSets.Select(r => r.LongAt("spec", "replicas")!.Value).Order());
    }

    [Fact]
    public void Recreate_waits_until_the_last_old_pod_is_gone()
    {
        var deployment = Objects.Deployment(spec: "strategy: {type: Recreate}".Replace("{type: Recreate}", "\n    type: Recreate"));
        _cluster.Deployment = deployment;
        _cluster.Settle();
        _cluster.SetImage("web:v2");
        _cluster.Pods.Add(Objects.Pod("last", owner: _cluster.ReplicaSets[0].Uid()));
        _cluster.Settle();
        Assert.Equal(0, Assert.Single(_cluster.ReplicaSets).LongAt("spec", "replicas"));
        _cluster.Pods.Clear();
        _cluster.Settle();
        Assert.Equal(3, _cluster.ReplicaSets[1].LongAt("spec", "replicas"));
    }

    [Fact]
    public void History_beyond_the_limit_is_deleted_oldest_first()
    {
        _cluster.Deployment = Objects.Deployment(spec: "revisionHistoryLimit: 1");
        foreach (var image in (string[])["web:v1", "web:v2", "web:v3", "web:v4"])
        {
            _cluster.SetImage(image);
            _cluster.Settle();
        }

        Assert.Equal(["3", "4"], _cluster.ReplicaSets.Select(r => r.Annotations()![DeploymentAnnotations.Revision].AsString()).Order());
    }
}
