using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Spec;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Redis;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Desired.Workloads;
using October.Runtime.Api;

namespace October.Operator.Desired.Redis;

/// <summary>A backup or a restore that cannot start where redis can is found out when it is needed.</summary>
public sealed class JobPodsTests
{
    private static readonly AppIdentity App = new("shops", "shop", "1");

    [Theory]
    [InlineData("imagePullSecrets", """[{"name":"registry"}]""")]
    [InlineData("nodeSelector", """{"pool":"data"}""")]
    [InlineData("tolerations", """[{"effect":"NoSchedule","key":"data","operator":"Exists"}]""")]
    [InlineData("priorityClassName", "\"important\"")]
    [InlineData("runtimeClassName", "\"gvisor\"")]
    [InlineData("schedulerName", "\"packing\"")]
    [InlineData("hostAliases", """[{"hostnames":["registry"],"ip":"10.0.0.1"}]""")]
    [InlineData("dnsPolicy", "\"None\"")]
    [InlineData("dnsConfig", """{"nameservers":["10.0.0.2"]}""")]
    [InlineData("hostUsers", "false")]
    public void They_run_where_redis_may_run_and_pull_what_it_may_pull(string field, string value)
    {
        foreach (var template in Templates($$"""{"{{field}}":{{value}}}"""))
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), KubeJson.Node(template)["spec"]![field]), $"{field} of {Component(template)}");
    }

    [Fact]
    public void They_run_as_the_user_whose_files_redis_has()
    {
        foreach (var template in Templates(
            """
            {"securityContext":{"runAsUser":20000,"fsGroup":20000},
             "containers":[{"name":"redis","securityContext":{"seLinuxOptions":{"level":"s0:c1"}}}]}
            """))
        {
            var (pod, container) = (template.Spec.SecurityContext, template.Spec.Containers.Single().SecurityContext);
            Assert.Equal("20000 10001 20000 True", $"{pod.RunAsUser} {pod.RunAsGroup} {pod.FsGroup} {pod.RunAsNonRoot}");
            Assert.Equal("s0:c1 False", $"{container.SeLinuxOptions?.Level} {container.AllowPrivilegeEscalation}");
        }
    }

    [Fact]
    public void They_run_redis_image_from_where_its_template_says()
    {
        var part = """{"containers":[{"name":"redis","image":"mirror/redis:7","imagePullPolicy":"IfNotPresent"}]}""";
        Assert.All(Templates(part), template => Assert.Equal("mirror/redis:7 IfNotPresent", Image(template)));
        Assert.All(Templates(part, image: "tools:v1"), template => Assert.Equal("tools:v1 ", Image(template)));

        static string Image(V1PodTemplateSpec template) => $"{template.Spec.Containers.Single().Image} {template.Spec.Containers.Single().ImagePullPolicy}";
    }

    [Fact]
    public void They_are_marked_as_redis_pods_are_but_for_what_the_operator_selects_by()
    {
        var labels = new Dictionary<string, string> { ["team"] = "shop", [Labels.Component] = "redis" };
        var annotations = new Dictionary<string, string>
        {
            ["vault.hashicorp.com/agent-inject"] = "true",
            ["container.apparmor.security.beta.kubernetes.io/redis"] = "runtime/default",
        };
        foreach (var template in Templates("{}", labels, annotations))
        {
            var component = Component(template);
            Assert.Contains(component, (string[])["backup", "restore"]);
            Assert.Equal("shop", template.Metadata.Labels["team"]);
            Assert.DoesNotContain(Labels.Track, template.Metadata.Labels.Keys);
            Assert.DoesNotContain("vault.hashicorp.com/agent-inject", template.Metadata.Annotations.Keys);
            // The API server refuses one for a container that there is not.
            Assert.Equal("runtime/default", template.Metadata.Annotations[$"container.apparmor.security.beta.kubernetes.io/{component}"]);
            Assert.DoesNotContain("container.apparmor.security.beta.kubernetes.io/redis", template.Metadata.Annotations.Keys);
        }
    }

    [Fact]
    public void They_have_nothing_else_of_redis_pods()
    {
        foreach (var template in Templates(
            """
            {"serviceAccountName":"shop-own","containers":[{"name":"exporter","image":"exporter:v1"}],"initContainers":[{"name":"sysctl","image":"busybox"}],
             "volumes":[{"name":"scripts","configMap":{"name":"scripts"}}],"terminationGracePeriodSeconds":600}
            """))
        {
            Assert.Equal("shop-backup 30", $"{template.Spec.ServiceAccountName} {template.Spec.TerminationGracePeriodSeconds}");
            Assert.Equal(Component(template), template.Spec.Containers.Single().Name);
            Assert.Null(template.Spec.InitContainers);
            Assert.DoesNotContain(template.Spec.Volumes, volume => volume.Name is "scripts" or "auth");
        }
    }

    [Fact]
    public void No_mesh_adds_a_container_that_never_ends_unless_redis_template_asks_for_it()
    {
        Assert.All(Templates("{}"), template => Assert.Equal(("false", "disabled"), Mesh(template)));
        var asking = Templates(
            "{}",
            new Dictionary<string, string> { ["sidecar.istio.io/inject"] = "true" },
            new Dictionary<string, string> { ["linkerd.io/inject"] = "enabled" });
        Assert.All(asking, template => Assert.Equal(("true", "enabled"), Mesh(template)));

        static (string?, string?) Mesh(V1PodTemplateSpec template) => (
            template.Metadata.Labels.TryGetValue("sidecar.istio.io/inject", out var istio) ? istio : null,
            template.Metadata.Annotations?.TryGetValue("linkerd.io/inject", out var linkerd) == true ? linkerd : null);
    }

    [Fact]
    public void A_backup_prefers_redis_node_and_before_it_the_zone_so_that_a_restore_can_mount_both_volumes()
    {
        var affinity = Backup("{}").Spec.Affinity;
        Assert.Equal(["topology.kubernetes.io/zone", "kubernetes.io/hostname"], Preferred(affinity).OrderByDescending(term => term.Weight).Select(Key));
        Assert.Equal(100, Preferred(affinity).Max(term => term.Weight));
        var redis = DesiredState.Render(Input("{}")).Objects.OfType<V1Deployment>().Single(d => d.Metadata.Name == "shop-redis").Spec.Template.Metadata.Labels;
        Assert.All(Preferred(affinity), term => Assert.True(term.PodAffinityTerm.LabelSelector.MatchLabels.All(pair => redis.Contains(pair))));

        // What the template says of nodes goes with it, what it says of pods goes before it.
        var nodes = Backup("""{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{}]}}}}""").Spec.Affinity;
        Assert.NotNull(nodes.NodeAffinity);
        Assert.Equal(2, Preferred(nodes).Count());
        var pods = Backup("""
            {"affinity":{"podAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{"topologyKey":"rack"}}]}}}
            """);
        Assert.Equal(["rack"], Preferred(pods.Spec.Affinity).Select(Key));

        static IEnumerable<V1WeightedPodAffinityTerm> Preferred(V1Affinity affinity) => affinity.PodAffinity.PreferredDuringSchedulingIgnoredDuringExecution;
        static string Key(V1WeightedPodAffinityTerm term) => term.PodAffinityTerm.TopologyKey;
    }

    [Fact]
    public void A_restore_is_near_to_no_pod_as_api_and_worker_do_not_run_meanwhile()
    {
        var templates = Templates("""
            {"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{}]}},
             "podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"rack","labelSelector":{"matchLabels":{"a":"b"}}}]}}}
            """);

        Assert.Equal([true, true, false], templates.Select(static template => template.Spec.Affinity.PodAffinity is not null));
        Assert.All(templates, static template => Assert.NotNull(template.Spec.Affinity.NodeAffinity));
    }

    [Fact]
    public void They_keep_to_pod_security_restricted() => Assert.All(Templates("{}"), template => Assert.Empty(PodSecurity.Violations(template)));

    private static string Component(V1PodTemplateSpec template) => template.Metadata.Labels[Labels.Component];

    private static V1PodTemplateSpec Backup(string part) => Templates(part)[0];

    /// <summary>Of a backup by schedule, one by command, and a restore.</summary>
    private static V1PodTemplateSpec[] Templates(
        string part, Dictionary<string, string>? labels = null, Dictionary<string, string>? annotations = null, string? image = null)
    {
        var input = Input(part, labels, annotations, image);
        return
        [
            DesiredState.Render(input).Objects.OfType<V1CronJob>().Single().Spec.JobTemplate.Spec.Template,
            BackupJobs.Job(input, "shop-backup-now")!.Spec.Template,
            RestoreJob.Job(input, new RestoreState { RequestId = "1", BackupName = "latest" })!.Spec.Template,
        ];
    }

    private static DesiredInput Input(
        string part, Dictionary<string, string>? labels = null, Dictionary<string, string>? annotations = null, string? image = null)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Backup = new BackupSpec { Schedule = "17 3 * * *", Image = image };
        spec.Redis = new RedisSpec
        {
            PodTemplate = new PodTemplateSpec { Labels = labels, Annotations = annotations, Spec = (JsonObject)JsonNode.Parse(part)! },
        };
        return new DesiredInput
        {
            App = App,
            Stable = new RenderedRevision("a", SpecDefaults.Resolve(spec)),
            Passwords = new Passwords("x"),
        };
    }
}
