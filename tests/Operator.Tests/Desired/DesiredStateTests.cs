using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Schema;
using October.Crd.Spec;
using October.Crd.Spec.Network;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Redis;
using October.Operator.Decide.Certificates;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Desired.Workloads;
using October.Runtime.Api;
using October.Testing;

namespace October.Operator.Desired;

public sealed class DesiredStateTests
{
    private static readonly AppIdentity App = new("october", "shop", "00000000-0000-0000-0000-000000000001");

    [Fact]
    public void A_minimal_app_renders_like_this() => Check("minimal", Input(Minimal()));

    [Fact]
    public void A_full_app_renders_like_this() =>
        Check(
            "full",
            Input(Full()) with
            {
                HasNamedKeys = true,
                Cluster = new ClusterFacts { OperatorNamespace = "october-system", HasServiceMonitors = true, HasPrometheusRules = true },
            });

    [Fact]
    public void A_preview_renders_beside_the_stable_side_like_this()
    {
        var next = Minimal();
        next.Api.Image = "october-api:v2";
        next.Config = new Dictionary<string, string> { ["COLOUR"] = "blue" };
        Check("preview", Input(Minimal()) with { Preview = new RenderedRevision("bbbbbbbbbb", SpecDefaults.Resolve(next)) });
    }

    [Fact]
    public void The_workers_of_a_preview_have_no_schedules()
    {
        var input = Input(Full()) with { Preview = new RenderedRevision("bbbbbbbbbb", SpecDefaults.Resolve(Full())) };

        var scheduled = DesiredState.Render(input).Objects.OfType<V1Deployment>()
            .Where(static deployment => deployment.Spec.Template.Spec.Containers[0].Env?.Any(static variable => variable.Name == "WORKER_SCHEDULES") == true)
            .Select(static deployment => deployment.Metadata.Name);

        Assert.Equal(["shop-worker"], scheduled);
    }

    [Fact]
    public void Only_the_api_is_given_the_key_of_its_callers()
    {
        var objects = DesiredState.Render(Input(Full()) with { HasNamedKeys = true }).Objects;
        var templates = objects.OfType<V1Deployment>().Select(deployment => deployment.Spec.Template)
            .Concat(objects.OfType<V1CronJob>().Select(job => job.Spec.JobTemplate.Spec.Template));
        var given = templates.SelectMany(
            template => template.Spec.Volumes.Where(volume => volume.Name == "secret"),
            (template, volume) => $"{template.Spec.Containers[0].Name}: {string.Join(", ", volume.Secret.Items.Select(item => item.Key))}");
        Assert.Equal(["api: REDIS_PASSWORD, API_KEY", "backup: REDIS_PASSWORD", "worker: REDIS_PASSWORD"], given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_app_with_an_external_redis_renders_like_this() => Check("external-redis", Input(External()) with { HasNamedKeys = true });

    [Fact]
    public void An_app_whose_redis_is_found_by_Sentinels_renders_like_this()
    {
        var spec = External();
        spec.Redis!.External = new ExternalRedisSpec
        {
            Sentinel = new RedisSentinelSpec
            {
                MasterName = "orders",
                Addresses = [new SentinelAddressSpec { Host = "10.0.0.7", Port = 26380 }, new SentinelAddressSpec { Host = "sentinel.example.com" }],
                Database = 2,
                Tls = true,
                PasswordKey = "SENTINEL_PASSWORD",
                RedisPort = 6390,
            },
        };
        Check("sentinel", Input(spec) with { HasNamedKeys = true });
    }

    [Fact]
    public void An_app_whose_redis_is_a_cluster_renders_like_this()
    {
        var spec = External();
        spec.Redis!.External = new ExternalRedisSpec
        {
            Cluster = new RedisClusterSpec
            {
                Nodes = [new RedisNodeSpec { Host = "10.0.0.7", Port = 7000 }, new RedisNodeSpec { Host = "fd00::7" }, new RedisNodeSpec { Host = "redis" }],
                Tls = true,
                RedisPort = 7000,
            },
        };
        Check("cluster", Input(spec) with { HasNamedKeys = true });
    }

    [Fact]
    public void An_app_whose_redis_has_a_certificate_renders_like_this()
    {
        var spec = Full();
        spec.Redis = new RedisSpec { Tls = new RedisTlsSpec { SecretName = "shop-redis-tls" } };
        Check("tls", Input(spec) with { Certificates = new Dictionary<string, RedisCertificate> { ["shop-redis-tls"] = new(null, "digest") } });
    }

    [Fact]
    public void A_managed_redis_stays_while_any_revision_that_pods_may_start_from_needs_it()
    {
        var (before, after) = (
            new RenderedRevision("aaaaaaaaaa", SpecDefaults.Resolve(Minimal())), new RenderedRevision("bbbbbbbbbb", SpecDefaults.Resolve(External())));
        var input = Input(Minimal());
        Assert.True(RunsRedis(input with { Preview = after }));
        Assert.True(RunsRedis(input with { Stable = after, LastGood = before }));
        Assert.False(RunsRedis(input with { Stable = after, LastGood = after }));
        Assert.True(RunsRedis(input with { Stable = after, LastGood = after, Preview = before }));

        static bool RunsRedis(DesiredInput input) => DesiredState.Render(input).Objects.OfType<V1Deployment>().Any(d => d.Metadata.Name == "shop-redis");
    }

    [Fact]
    public void Nothing_writes_replicas_where_an_autoscaler_owns_them()
    {
        var deployments = DesiredState.Render(Input(Minimal())).Objects.OfType<V1Deployment>();
        Assert.All(deployments.Where(d => !d.Metadata.Name.EndsWith("redis", StringComparison.Ordinal)), d => Assert.Null(d.Spec.Replicas));
    }

    [Fact]
    public void A_fixed_number_of_pods_has_no_autoscaler()
    {
        var spec = Minimal();
        spec.Api.Replicas = 3;
        var objects = DesiredState.Render(Input(spec)).Objects;
        Assert.Equal(3, objects.OfType<V1Deployment>().Single(d => d.Metadata.Name == "shop-api").Spec.Replicas);
        Assert.DoesNotContain(objects.OfType<V2HorizontalPodAutoscaler>(), a => a.Metadata.Name == "shop-api");
    }

    [Fact]
    public void A_misspelt_behavior_concerns_its_autoscaler_alone()
    {
        var spec = Minimal();
        var whole = DesiredState.Render(Input(spec)).Objects.Select(child => child.Metadata.Name).ToList();
        spec.Autoscaling = new AutoscalingSpec { Api = new AutoscalerSpec { Behavior = (JsonObject)JsonNode.Parse("""{"scaledown":{}}""")! } };
        var desired = DesiredState.Render(Input(spec));
        var unreadable = Assert.Single(desired.Unreadable);
        Assert.Equal(("HorizontalPodAutoscaler", "shop-api"), (unreadable.Kind, unreadable.Name));
        Assert.StartsWith("spec.autoscaling.api.behavior.scaledown is not a field of", unreadable.Problem, StringComparison.Ordinal);
        Assert.Equal(whole.Count - 1, desired.Objects.Length);
        Assert.DoesNotContain(desired.Objects.OfType<V2HorizontalPodAutoscaler>(), autoscaler => autoscaler.Metadata.Name == "shop-api");
    }

    [Theory]
    [InlineData(70_000, 1, "spec.autoscaling.worker.behavior has ")]
    [InlineData(1, 41, "spec.autoscaling.worker.behavior is nested too deep; it may have 40 levels")]
    public void A_behavior_that_is_too_large_concerns_its_autoscaler_alone(int length, int depth, string message)
    {
        var deep = $"{new string('[', depth)}\"{new string('x', length)}\"{new string(']', depth)}";
        var spec = Minimal();
        spec.Autoscaling = new AutoscalingSpec { Worker = new WorkerAutoscalerSpec { Behavior = (JsonObject)JsonNode.Parse($$"""{"a":{{deep}}}""")! } };
        var unreadable = Assert.Single(DesiredState.Render(Input(spec)).Unreadable);
        Assert.Equal("shop-worker", unreadable.Name);
        Assert.StartsWith(message, unreadable.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backups_pod_keeps_to_pod_security_restricted() =>
        Assert.Empty(PodSecurity.Violations(DesiredState.Render(Input(Full())).Objects.OfType<V1CronJob>().Single().Spec.JobTemplate.Spec.Template));

    [Fact]
    public void A_restores_Job_renders_like_this_and_keeps_to_pod_security_restricted()
    {
        var job = RestoreJob.Job(Input(Full()), new RestoreState { RequestId = "incident 7", BackupName = "latest" })!;
        Assert.Empty(PodSecurity.Violations(job.Spec.Template));
        Golden.Matches("tests/Operator.Tests/Desired/Golden/restore.golden", CrdYaml.Write(KubeJson.Node(job)));
    }

    [Fact]
    public void While_a_restore_is_under_way_pods_are_as_many_as_it_says_and_no_autoscaler_minds()
    {
        var objects = DesiredState.Render(Input(Full()) with { Scale = new ScaleOverride(0, 4, Redis: false) }).Objects;
        Assert.Equal(
            [("shop-api", 0), ("shop-redis", 0), ("shop-worker", 4)],
            objects.OfType<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Replicas ?? -1)).Order());
        Assert.Empty(objects.OfType<V2HorizontalPodAutoscaler>());
        Assert.True(objects.OfType<V1CronJob>().Single().Spec.Suspend);
    }

    [Fact]
    public void Every_child_is_owned_and_named_after_its_app() =>
        Assert.All(DesiredState.Render(Input(Full())).Objects, child =>
        {
            Assert.StartsWith("shop-", child.Metadata.Name, StringComparison.Ordinal);
            Assert.True(Ownership.IsOwned(child.Metadata, App));
            Assert.False(Ownership.IsLeftOver(child.Metadata, App));
        });

    [Fact]
    public void Only_volumes_that_are_to_outlive_the_app_have_no_owner()
    {
        var kept = DesiredState.Render(Input(Full())).Objects.Where(child => child.Metadata.OwnerReferences is null).Select(child => child.Metadata.Name);
        Assert.Equal(["shop-redis-data", "shop-backup-data"], kept);
        var minimal = DesiredState.Render(Input(Minimal())).Objects;
        Assert.All(minimal, child => Assert.Equal(App.Uid, Assert.Single(child.Metadata.OwnerReferences).Uid));
    }

    [Fact]
    public void The_stable_service_never_selects_a_preview()
    {
        var input = Input(Minimal()) with { Preview = Other() };
        var objects = DesiredState.Render(input).Objects;
        var selector = objects.OfType<V1Service>().Single(s => s.Metadata.Name == "shop-api").Spec.Selector;
        var previews = objects.OfType<V1Deployment>().Where(d => d.Metadata.Name.EndsWith("preview", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, previews.Count);
        Assert.All(previews, preview => Assert.False(selector.All(pair => preview.Spec.Template.Metadata.Labels.Contains(pair))));
    }

    [Fact]
    public void No_password_is_on_a_command_line_or_in_the_environment()
    {
        var deployments = DesiredState.Render(Input(Full()) with { HasNamedKeys = true }).Objects.OfType<V1Deployment>();
        Assert.All(deployments, d => Assert.DoesNotContain("swordfish", KubeJson.Write(d), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_pod_has_a_service_account_of_its_component_and_no_token()
    {
        var objects = DesiredState.Render(Input(Minimal()) with { Preview = Other() }).Objects;
        var accounts = objects.OfType<V1ServiceAccount>().ToDictionary(account => account.Metadata.Name);
        Assert.Equal(["shop-api", "shop-redis", "shop-worker"], accounts.Keys.Order(StringComparer.Ordinal));
        Assert.All(accounts.Values, account => Assert.False(account.AutomountServiceAccountToken));
        Assert.All(objects.OfType<V1Deployment>(), deployment =>
        {
            var (pod, component) = (deployment.Spec.Template.Spec, deployment.Metadata.Labels[Labels.Component]);
            Assert.Equal(component, accounts[pod.ServiceAccountName].Metadata.Labels[Labels.Component]);
            Assert.False(pod.AutomountServiceAccountToken);
        });
    }

    [Fact]
    public void A_drain_takes_one_pod_of_api_and_worker_at_a_time_in_prod_and_is_never_blocked()
    {
        var spec = Minimal();
        Assert.Empty(DesiredState.Render(Input(spec)).Objects.OfType<V1PodDisruptionBudget>());
        spec.Profile = "prod";
        spec.Api.Replicas = 1;
        var objects = DesiredState.Render(Input(spec) with { Preview = Other() }).Objects;
        var budgets = objects.OfType<V1PodDisruptionBudget>().ToDictionary(budget => budget.Metadata.Name);
        Assert.Equal(["shop-api", "shop-worker"], budgets.Keys.Order(StringComparer.Ordinal));
        Assert.All(budgets.Values, budget =>
        {
            Assert.Null(budget.Spec.MinAvailable);
            Assert.Equal("1", budget.Spec.MaxUnavailable.ToString());
            Assert.Equal("AlwaysAllow", budget.Spec.UnhealthyPodEvictionPolicy);
            var covered = objects.OfType<V1Deployment>()
                .Where(d => budget.Spec.Selector.MatchLabels.All(pair => d.Spec.Template.Metadata.Labels.Contains(pair)));
            Assert.Equal(budget.Metadata.Name, Assert.Single(covered).Metadata.Name);
        });
    }

    [Fact]
    public void A_limit_of_disruption_is_the_components_own_in_any_profile()
    {
        var spec = Minimal();
        spec.Worker.PodDisruption = new PodDisruptionSpec { MaxUnavailable = "25%" };
        Assert.Equal(["shop-worker 25%"], Budgets(spec));
        spec.Worker.PodDisruption = new PodDisruptionSpec();
        Assert.Equal(["shop-worker 1"], Budgets(spec));
        spec.Profile = "prod";
        spec.Worker.PodDisruption = new PodDisruptionSpec { Enabled = false };
        Assert.Equal(["shop-api 1"], Budgets(spec));

        static IEnumerable<string> Budgets(V1OctoberAppSpec spec) =>
            DesiredState.Render(Input(spec)).Objects.OfType<V1PodDisruptionBudget>().Select(budget => $"{budget.Metadata.Name} {budget.Spec.MaxUnavailable}");
    }

    [Fact]
    public void A_change_of_profile_or_any_other_live_field_leaves_every_pod_as_it_is()
    {
        var (before, after) = (Minimal(), Minimal());
        after.Profile = "prod";
        after.NetworkPolicy = new NetworkPolicySpec { Enabled = false };
        after.Monitoring = new MonitoringSpec { Interval = "5s", Labels = new Dictionary<string, string> { ["team"] = "shop" } };
        after.Api.Service = new ApiServiceSpec { Type = "NodePort" };
        after.Api.PodDisruption = new PodDisruptionSpec { MaxUnavailable = 2 };
        after.Worker.PodDisruption = new PodDisruptionSpec { Enabled = false };
        after.Backup = new BackupSpec { Schedule = "17 3 * * *", BeforeRollout = true };
        after.Autoscaling = new AutoscalingSpec { Api = new AutoscalerSpec { MaxReplicas = 20 } };
        Assert.Equal(October.Crd.Revisions.RevisionHash.Of(before, null), October.Crd.Revisions.RevisionHash.Of(after, null));
        Assert.Equal(Pods(before), Pods(after));

        static string[] Pods(V1OctoberAppSpec spec) =>
            [.. DesiredState.Render(Input(spec)).Objects.OfType<V1Deployment>().Select(deployment => KubeJson.Write(deployment.Spec.Template))];
    }

    private static V1OctoberAppSpec External()
    {
        var spec = Minimal();
        spec.SecretName = "cache-login";
        spec.Redis = new RedisSpec { External = new ExternalRedisSpec { Url = "rediss://cache.example.com:6380/2" } };
        return spec;
    }

    internal static V1OctoberAppSpec Minimal() => new()
    {
        Api = new ApiSpec { Image = "october-api:v1" },
        Worker = new WorkerSpec { Image = "october-worker:v1" },
    };

    private static V1OctoberAppSpec Full() => new()
    {
        Schedules =
        [
            new ScheduleSpec
            {
                Name = "nightly",
                Task = "report",
                Cron = "17 3 * * *",
                TimeZone = "Europe/Berlin",
                Args = ["$(HOME)", 1],
                Kwargs = new JsonObject { ["format"] = "pdf" },
                Missed = "skip",
            },
            new ScheduleSpec { Name = "poll", Task = "poll", Every = "30s", Queue = "polls", Priority = 3 },
        ],
        Profile = "prod",
        Api = new ApiSpec
        {
            Image = "ghcr.io/acme/api:v1",
            Env =
            [
                new EnvVarSpec { Name = "REGION", Value = "eu" },
                new EnvVarSpec { Name = "TOKEN", SecretKeyRef = new KeyRefSpec { Name = "tokens", Key = "api" } },
            ],
            EnvFrom =
            [
                new EnvFromSpec { SecretRef = new ObjectRefSpec { Name = "mail" }, Prefix = "MAIL_" },
                new EnvFromSpec { ConfigMapRef = new ObjectRefSpec { Name = "flags" } },
            ],
            PodDisruption = new PodDisruptionSpec { MaxUnavailable = "25%" },
            Service = new ApiServiceSpec
            {
                Type = "LoadBalancer",
                Annotations = new Dictionary<string, string> { ["service.beta.kubernetes.io/aws-load-balancer-type"] = "nlb" },
            },
            Resources = new ResourcesSpec { Limits = new Dictionary<string, JsonNode?> { ["memory"] = "1Gi" } },
            Probes = new ProbesSpec { Startup = new ProbeTimingSpec { PeriodSeconds = 1, FailureThreshold = 300 } },
        },
        Worker = new WorkerSpec { Image = "ghcr.io/acme/worker:v1", Concurrency = 8, TerminationGracePeriodSeconds = 300 },
        Redis = new RedisSpec
        {
            Image = "redis:7.4-alpine",
            AppendFsync = "always",
            Persistence = new PersistenceSpec { Size = "5Gi", StorageClassName = "fast" },
        },
        Config = new Dictionary<string, string> { ["COLOUR"] = "red", ["A"] = "0x1F" },
        SecretName = "shop-own",
        Ingress = new IngressSpec
        {
            Host = "shop.example.com",
            ClassName = "nginx",
            Tls = new IngressTlsSpec { SecretName = "shop-tls" },
            Annotations = new Dictionary<string, string> { ["nginx.ingress.kubernetes.io/proxy-body-size"] = "8m" },
        },
        NetworkPolicy = new NetworkPolicySpec
        {
            IngressFrom =
            [
                new NetworkPeerSpec
                {
                    NamespaceSelector = new LabelSelectorSpec
                    {
                        MatchLabels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = "ingress-nginx" },
                    },
                },
            ],
            EgressTo =
            [
                new EgressTargetSpec
                {
                    IpBlock = new IpBlockSpec { Cidr = "0.0.0.0/0", Except = ["169.254.169.254/32"] },
                    Ports = [new NetworkPortSpec { Port = 443 }],
                },
            ],
        },
        Backup = new BackupSpec { Schedule = "17 3 * * *", TimeZone = "Etc/UTC", KeepLast = 14, Persistence = new PersistenceSpec { Size = "5Gi" } },
        Autoscaling = new AutoscalingSpec
        {
            Api = new AutoscalerSpec
            {
                MinReplicas = 3,
                MemoryUtilization = 80,
                Behavior = (JsonObject)JsonNode.Parse("""{"scaleDown":{"stabilizationWindowSeconds":60}}""")!,
            },
            Worker = new WorkerAutoscalerSpec { QueueLength = 100 },
        },
    };

    private static RenderedRevision Other() => new("bbbbbbbbbb", SpecDefaults.Resolve(Minimal()));

    private static DesiredInput Input(V1OctoberAppSpec spec) => new()
    {
        App = App,
        Stable = new RenderedRevision("aaaaaaaaaa", SpecDefaults.Resolve(spec)),
        Cluster = new ClusterFacts { OperatorNamespace = "october-system" },
        Passwords = new Passwords("swordfish"),
    };

    private static void Check(string name, DesiredInput input)
    {
        var documents = DesiredState
            .Render(input)
            .Objects.Select(child => $"# {child.GetType().Name} {child.Metadata.Name}\n{CrdYaml.Write(KubeJson.Node(child))}");
        Golden.Matches($"tests/Operator.Tests/Desired/Golden/{name}.golden", string.Join("---\n", documents));
    }
}
