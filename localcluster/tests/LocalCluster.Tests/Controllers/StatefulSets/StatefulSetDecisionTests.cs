using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Patches;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.StatefulSets;

public sealed class StatefulSetDecisionTests
{
    private readonly List<JsonObject> _pods = [];
    private readonly List<JsonObject> _revisions = [];
    private readonly List<JsonObject> _claims = [];
    private readonly List<string> _log = [];
    private JsonObject _set = Set();
    private int _uids;

    [Fact]
    public void Pods_are_made_in_order_each_when_the_one_before_is_ready()
    {
        Step();
        Assert.Equal(["db-0"], _pods.Select(p => p.Name()));
        Step();
        Assert.Single(_pods);

        Ready("db-0");
        Settle();

        Assert.Equal(["+db-0", "+db-1", "+db-2"], _log);
    }

    [Fact]
    public void A_parallel_set_makes_all_pods_at_once()
    {
        _set["spec"]!["podManagementPolicy"] = "Parallel";

        Step();

        Assert.Equal(["+db-0", "+db-1", "+db-2"], _log);
    }

    [Fact]
    public void Each_pod_has_its_name_its_ordinal_its_revision_and_its_claim()
    {
        Settle();

        var pod = _pods[1];
        Assert.Equal("1", pod.Labels()!["apps.kubernetes.io/pod-index"].AsString());
        Assert.Equal("db-1", pod.StringAt("spec", "hostname"));
        Assert.Equal("db", pod.StringAt("spec", "subdomain"));
        Assert.Equal(_revisions[0].Name(), StatefulSetPod.RevisionOf(pod));
        Assert.Equal("data-db-1", pod.ArrayAt("spec", "volumes")![0].StringAt("persistentVolumeClaim", "claimName"));
        Assert.Equal(["data-db-0", "data-db-1", "data-db-2"], _claims.Select(c => c.Name()));
    }

    [Fact]
    public void Scaling_down_takes_the_highest_first_and_keeps_the_claims()
    {
        Settle();
        _log.Clear();
        _set["spec"]!["replicas"] = 1;

        Settle();

        Assert.Equal(["-db-2", "-db-1"], _log);
        Assert.Equal(3, _claims.Count);
    }

    [Fact]
    public void An_update_goes_from_the_highest_down_to_the_partition()
    {
        Settle();
        _log.Clear();
        _set["spec"]!["updateStrategy"]!["rollingUpdate"]!["partition"] = 1;
        Image("db:v2");

        Settle();

        Assert.Equal(["-db-2", "+db-2", "-db-1", "+db-1"], _log);
        Assert.Equal(["db:v1", "db:v2", "db:v2"], _pods.OrderBy(p => p.Name()).Select(p => p.ArrayAt("spec", "containers")![0].StringAt("image")));
        Assert.Equal(2, _set.LongAt("status", "updatedReplicas"));
        Assert.NotEqual(_set.StringAt("status", "currentRevision"), _set.StringAt("status", "updateRevision"));
    }

    [Fact]
    public void A_pod_below_the_partition_comes_back_as_it_was()
    {
        Settle();
        _set["spec"]!["updateStrategy"]!["rollingUpdate"]!["partition"] = 1;
        Image("db:v2");
        Settle();
        _pods.RemoveAll(p => p.Name() == "db-0");

        Settle();

        Assert.Equal("db:v1", _pods.Single(p => p.Name() == "db-0").ArrayAt("spec", "containers")![0].StringAt("image"));
    }

    [Fact]
    public void An_update_that_does_not_become_ready_stops_at_its_first_pod()
    {
        Settle();
        _log.Clear();
        Image("db:v2");

        for (var i = 0; i < 5; i++)
            Step();

        Assert.Equal(["-db-2", "+db-2"], _log);
    }

    [Fact]
    public void A_finished_update_makes_its_revision_the_current_one_and_going_back_uses_the_old_one_again()
    {
        Settle();
        Image("db:v2");
        Settle();
        Assert.Equal(_set.StringAt("status", "updateRevision"), _set.StringAt("status", "currentRevision"));

        Image("db:v1");
        Settle();

        Assert.Equal(2, _revisions.Count);
        Assert.Equal(3, _revisions.Single(r => r.Name() == _set.StringAt("status", "currentRevision")).LongAt("revision"));
    }

    [Fact]
    public void On_delete_only_deleted_pods_are_renewed()
    {
        Settle();
        _set["spec"]!["updateStrategy"] = new JsonObject { ["type"] = "OnDelete" };
        Image("db:v2");
        Settle();
        Assert.All(_pods, p => Assert.Equal("db:v1", p.ArrayAt("spec", "containers")![0].StringAt("image")));

        _pods.RemoveAll(p => p.Name() == "db-1");
        Settle();

        Assert.Equal("db:v2", _pods.Single(p => p.Name() == "db-1").ArrayAt("spec", "containers")![0].StringAt("image"));
    }

    [Fact]
    public void A_failed_pod_is_made_again_under_its_name()
    {
        Settle();
        _log.Clear();
        _pods.Single(p => p.Name() == "db-1")["status"]!["phase"] = "Failed";

        Settle();

        Assert.Equal(["-db-1", "+db-1"], _log);
    }

    [Fact]
    public void Claims_of_pods_that_scaling_took_away_go_when_the_policy_says_so()
    {
        Settle();
        _set["spec"]!["persistentVolumeClaimRetentionPolicy"] = new JsonObject { ["whenScaled"] = "Delete" };
        _set["spec"]!["replicas"] = 1;

        Settle();

        Assert.Equal(["data-db-0"], _claims.Select(c => c.Name()));
    }

    private void Image(string image)
    {
        _set["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = image;
        _set["metadata"]!["generation"] = _set.Generation() + 1;
    }

    /// <summary>Decides and carries out, every pod becoming ready, until nothing is left to do.</summary>
    private void Settle()
    {
        for (var i = 0; i < 100; i++)
        {
            foreach (var pod in _pods.Where(p => p.Phase() == "Pending").ToList())
                Ready(pod.Name());
            if (!Step() && _pods.TrueForAll(p => p.Phase() != "Pending"))
                return;
        }

        Assert.Fail("It does not settle.");
    }

    private void Ready(string name) => _pods.Single(p => p.Name() == name)["status"] = Objects.Parse("""
        phase: Running
        conditions:
        - type: Ready
          status: "True"
          lastTransitionTime: 2026-01-01T11:30:00Z
        """);

    private bool Step()
    {
        var writes = StatefulSetDecision.Decide(new StatefulSetObserved(_set, _revisions, _pods, _claims), Objects.Now).Writes;
        foreach (var write in writes)
            Apply(write);
        return writes.Count > 0;
    }

    private void Apply(Write write)
    {
        switch (write)
        {
            case Write.Create create:
                var made = create.Body.Clone();
                made.Metadata()["uid"] = $"u{++_uids}";
                made.Metadata()["creationTimestamp"] = Objects.Now.AddSeconds(_uids).ToKubernetesTime();
                if (create.Type == ResourceTypes.Pods)
                    made["status"] = new JsonObject { ["phase"] = "Pending" };
                ListOf(create.Type).Add(made);
                if (create.Type == ResourceTypes.Pods)
                    _log.Add("+" + made.Name());
                break;
            case Write.Delete delete:
                ListOf(delete.Type).RemoveAll(o => o.Uid() == delete.Target.Uid());
                if (delete.Type == ResourceTypes.Pods)
                    _log.Add("-" + delete.Target.Name());
                break;
            case Write.Patch { Type: var type } patch when type == ResourceTypes.StatefulSets:
                _set = Patched(_set, patch);
                break;
            case Write.Patch patch:
                var list = ListOf(patch.Type);
                var index = list.FindIndex(o => o.Uid() == patch.Target.Uid());
                list[index] = Patched(list[index], patch);
                break;
        }
    }

    private List<JsonObject> ListOf(ResourceType type) => type.Plural switch
    {
        "pods" => _pods,
        "controllerrevisions" => _revisions,
        _ => _claims,
    };

    private static JsonObject Patched(JsonObject target, Write.Patch patch)
    {
        var result = target.Clone();
        MergePatch.Apply(result, patch.Body);
        return result;
    }

    private static JsonObject Set() => Objects.Parse("""
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: db
          namespace: default
          uid: s-1
          generation: 1
        spec:
          replicas: 3
          serviceName: db
          podManagementPolicy: OrderedReady
          updateStrategy:
            type: RollingUpdate
            rollingUpdate:
              partition: 0
          selector:
            matchLabels:
              app: db
          template:
            metadata:
              labels:
                app: db
            spec:
              containers:
              - name: main
                image: db:v1
                volumeMounts:
                - name: data
                  mountPath: /data
          volumeClaimTemplates:
          - metadata:
              name: data
            spec:
              accessModes: [ReadWriteOnce]
              resources:
                requests:
                  storage: 1Gi
        """);
}
