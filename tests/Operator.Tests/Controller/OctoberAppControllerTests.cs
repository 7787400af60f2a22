using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

public sealed class OctoberAppControllerTests
{
    [Fact]
    public async Task An_app_becomes_ready_and_then_the_operator_is_silent()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.PassAsync(TimeSpan.FromSeconds(20));
        october.Requests.Clear();
        await october.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(october.Requests.Lines);
    }

    [Fact]
    public async Task A_restart_of_the_operator_writes_nothing()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.PassAsync(TimeSpan.FromSeconds(20));
        await october.StopOperatorAsync();
        october.Requests.Clear();
        october.StartOperator();
        await october.PassAsync(TimeSpan.FromSeconds(20));
        Assert.NotEmpty(october.Requests.Lines);
        Assert.All(october.Requests.Lines, line => Assert.StartsWith("GET", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_sum_takes_the_release_back_and_the_spec_is_left_alone()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        october.Probed.Sum = address => address.Port == 8000 ? 6 : 5;
        await october.ApplyAsync("api:v2");
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("api:v2", (string?)app["spec"]!["api"]!["image"]);
        Assert.Contains("expected 5 from task add(2,3), got 6", (string?)app["status"]!["failed"]!["message"], StringComparison.Ordinal);
        Assert.Equal("api:v1", await ImageAsync(october));
        Assert.Null(await october.GetAsync("apps", "deployments", "shop-api-preview"));
        var probes = app["status"]!["history"]![0]!["probes"]!.AsArray();
        Assert.Equal(["healthz Passed", "ready Passed", "add Failed"], probes.Select(probe => $"{probe!["name"]} {probe["result"]}"));
        Assert.Single(await october.EventsAsync("RevisionCreated"));
        Assert.All(
            (await october.Cluster.ListAsync(new ResourceType("", "v1", "events"), "default")).Items.Where(entry =>
                (string?)entry["reason"] == "SmokeProbeFailed"),
            entry => Assert.Equal("2", (string?)entry["metadata"]!["annotations"]!["october.dev/generation"]));
    }

    [Fact]
    public async Task A_revision_beyond_the_limit_goes_and_that_is_reported()
    {
        await using var october = await SimulatedOctober.StartAsync();
        for (var version = 1; version <= 3; version++)
        {
            await october.ApplyAsync(
                (JsonObject)JsonNode.Parse($$"""{"api":{"image":"api:v{{version}}"},"worker":{"image":"worker:v1"},"revisionHistoryLimit":1}""")!);
            await october.PhaseAsync("Ready");
        }

        await october.UntilAsync(async () => (await october.EventsAsync("RevisionPruned")).Count == 2, "two revisions went");
        Assert.All(
            await october.EventsAsync("RevisionPruned"),
            message => Assert.Contains("exceeds spec.revisionHistoryLimit (1)", message, StringComparison.Ordinal));
        Assert.Equal(2, (await october.EventsAsync("RevisionCreated")).Count);
    }

    [Fact]
    public async Task A_write_that_the_server_keeps_refusing_is_reported_once()
    {
        await using var october = await SimulatedOctober.StartAsync();
        october.Requests.Refused = "/ingresses/";
        await october.ApplyAsync("api:v1");
        await october.UntilAsync(async () => (await october.EventsAsync("ApplyFailed")).Count > 0, "it is reported");
        await october.PassAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("an admission webhook says no", Assert.Single(await october.EventsAsync("ApplyFailed")), StringComparison.Ordinal);
        october.Requests.Refused = null;
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_service_of_another_type_starts_no_rollout_and_loses_its_annotations_with_the_spec()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(
            (JsonObject)
                JsonNode.Parse(
                    """{"api":{"image":"api:v1","service":{"type":"LoadBalancer","annotations":{"example.com/a":"1"}}},"worker":{"image":"worker:v1"}}""")!);
        var app = await october.PhaseAsync("Ready");
        var service = await october.GetAsync("", "services", "shop-api");
        Assert.Equal(("LoadBalancer", "1"), ((string?)service!["spec"]!["type"], (string?)service["metadata"]!["annotations"]!["example.com/a"]));
        await october.Cluster.PatchAsync(
            new ResourceType("", "v1", "services"),
            "default",
            "shop-api",
            (JsonObject)JsonNode.Parse("""{"status":{"loadBalancer":{"ingress":[{"hostname":"lb.example.com"}]}}}""")!,
            "status");
        await october.UntilAsync(
            async () => (string?)(await october.AppAsync())!["status"]!["url"] == "http://lb.example.com", "the load balancer's address is reported");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"service":null}}""")!);
        await october.UntilAsync(
            async () => (string?)(await october.GetAsync("", "services", "shop-api"))!["spec"]!["type"] == "ClusterIP", "the Service is a ClusterIP");
        service = await october.GetAsync("", "services", "shop-api");
        Assert.Null(service!["metadata"]!["annotations"]?["example.com/a"]);
        Assert.Null(service["spec"]!["ports"]![0]!["nodePort"]);
        var after = await october.PhaseAsync("Ready");
        Assert.Equal((string?)app["status"]!["revisions"]!["current"], (string?)after["status"]!["revisions"]!["current"]);
    }

    [Fact]
    public async Task A_live_field_follows_the_spec_while_rolled_back()
    {
        await using var october = await SimulatedOctober.StartAsync(("api:bad", new ImageBehaviour { NeverReady = true }));
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync("api:bad");
        await october.PhaseAsync("RolledBack");
        await october.ApplyAsync(new JsonObject { ["worker"] = new JsonObject { ["replicas"] = 3 } });
        await october.UntilAsync(
            async () => (await october.GetAsync("apps", "deployments", "shop-worker"))!["spec"]!["replicas"]?.ToJsonString() == "3", "three workers");
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("api:v1", await ImageAsync(october));
        Assert.Single(app["status"]!["history"]!.AsArray(), entry => (string?)entry!["outcome"] == "RolledBack");
    }

    [Fact]
    public async Task An_autoscaler_that_takes_over_finds_the_pods_that_were_there()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1","replicas":3},"worker":{"image":"worker:v1"}}""")!);
        await october.PhaseAsync("Ready");
        var deployments = new ResourceType("apps", "v1", "deployments");
        var observed = new ConcurrentQueue<string>();
        using var watching = new CancellationTokenSource();
        var start = (await october.Cluster.ListAsync(deployments, "default")).ResourceVersion;
        var watch = Task.Run(
            async () =>
            {
                await foreach (var change in october.Cluster.WatchAsync(deployments, "default", start, watching.Token))
                {
                    if ((string?)change.Object["metadata"]?["name"] == "shop-api")
                        observed.Enqueue(change.Object["spec"]!["replicas"]!.ToJsonString());
                }
            },
            TestContext.Current.CancellationToken);
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"replicas":null},"autoscaling":{"api":{"minReplicas":2}}}""")!);
        await october.UntilAsync(
            async () => await october.GetAsync("autoscaling", "horizontalpodautoscalers", "shop-api") is not null && !observed.IsEmpty,
            "the autoscaler is there");
        Assert.DoesNotContain("1", observed);
        await watching.CancelAsync();
        await watch.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task An_operator_that_renders_pods_otherwise_rolls_none_until_the_next_revision()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.StopOperatorAsync();
        // As if an older operator had made this app: its pods had something that this one does not give them.
        var revisions = new ResourceType("apps", "v1", "controllerrevisions");
        var revision = (JsonObject)(await october.Cluster.ListAsync(revisions, "default")).Items.Single().DeepClone();
        revision["data"]!["templates"]!["api"]!["spec"]!["dnsPolicy"] = "Default";
        await october.Cluster.DeleteAsync(revisions, "default", (string)revision["metadata"]!["name"]!);
        foreach (var field in new[] { "uid", "resourceVersion", "creationTimestamp", "managedFields" })
            revision["metadata"]!.AsObject().Remove(field);
        await october.Cluster.CreateAsync(revisions, revision);
        october.StartOperator();
        await october.UntilAsync(async () => await DnsPolicyAsync(october) == "Default", "the pods are as they were kept");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync("api:v2");
        await october.UntilAsync(async () => await DnsPolicyAsync(october) == "ClusterFirst", "the next revision is rendered anew");
        await october.PhaseAsync("Ready");
    }

    private static async Task<string?> DnsPolicyAsync(SimulatedOctober october) =>
        (string?)(await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["dnsPolicy"];

    [Fact]
    public async Task A_secret_that_is_yet_to_come_is_waited_for_in_words_and_not_called_stuck()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"secretName":"mine"}""")!);
        var app = await october.PhaseAsync("Pending");
        Assert.Contains("Waiting for Secret mine", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Equal("DependencyNotReady", await october.ConditionAsync("Reconciling", "reason"));
        Assert.Equal("DependencyNotReady", await october.ConditionAsync("Ready", "reason"));
        Assert.Null(await october.ConditionAsync("Stalled", "reason"));
        await october.Cluster.CreateAsync(new ResourceType("", "v1", "secrets"), (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"mine","namespace":"default"},"data":{"REDIS_PASSWORD":"c2VjcmV0"}}
            """)!);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task The_password_of_Sentinels_is_waited_for_and_given_to_api_and_worker_as_a_file()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"secretName":"mine",
             "redis":{"external":{"sentinel":{"masterName":"orders","addresses":[{"host":"a"},{"host":"b","port":5}],"passwordKey":"SENTINEL"}}}}
            """)!);
        var secrets = new ResourceType("", "v1", "secrets");
        await october.Cluster.CreateAsync(secrets, (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"mine","namespace":"default"},"data":{"REDIS_PASSWORD":"c2VjcmV0"}}
            """)!);
        var app = await october.PhaseAsync("Pending");
        Assert.EndsWith("and the password of the Sentinels in SENTINEL", (string?)app["status"]!["message"], StringComparison.Ordinal);
        await october.Cluster.PatchAsync(secrets, "default", "mine", (JsonObject)JsonNode.Parse("""{"data":{"SENTINEL":"c2VjcmV0"}}""")!);
        await october.PhaseAsync("Ready");
        foreach (var name in (string[])["shop-api", "shop-worker"])
        {
            var pod = (await october.GetAsync("apps", "deployments", name))!["spec"]!["template"]!["spec"]!;
            var variables = pod["containers"]![0]!["env"]!.AsArray().ToDictionary(static one => (string)one!["name"]!, static one => (string?)one!["value"]);
            Assert.Equal("sentinel://a:26379/0;sentinel://b:5", variables["REDIS_URL"]);
            Assert.Equal("orders", variables["REDIS_SENTINEL_MASTER"]);
            Assert.Equal("/var/run/october/secret/SENTINEL", variables["REDIS_SENTINEL_PASSWORD_FILE"]);
            Assert.Contains("SENTINEL", pod["volumes"]!.AsArray().Single(static one => (string?)one!["name"] == "secret")!["secret"]!["items"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_child_that_someone_changed_is_corrected()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.Cluster.PatchAsync(
            new ResourceType("", "v1", "services"),
            "default",
            "shop-api",
            new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["october.dev/track"] = "preview" } } });
        await october.UntilAsync(
            async () => (string?)(await october.GetAsync("", "services", "shop-api"))!["spec"]!["selector"]!["october.dev/track"] == "stable",
            "the selector is stable again");
    }

    [Theory]
    [InlineData("", "services", "Service", "shop-redis", """{"spec":{"ports":[{"port":1}],"selector":{"app":"other"}}}""")]
    [InlineData("", "serviceaccounts", "ServiceAccount", "shop-api", "{}")]
    [InlineData(
        "networking.k8s.io",
        "ingresses",
        "Ingress",
        "shop-api",
        """{"spec":{"defaultBackend":{"service":{"name":"x","port":{"number":1}}},"rules":[{"host":"other.example.com"}]}}""")]
    public async Task An_object_of_somebody_else_is_reported_and_never_adopted(string group, string plural, string kind, string name, string rest)
    {
        await using var october = await SimulatedOctober.StartAsync();
        var type = new ResourceType(group, "v1", plural);
        var theirs = (JsonObject)JsonNode.Parse(rest)!;
        theirs["apiVersion"] = type.ApiVersion;
        theirs["kind"] = kind;
        theirs["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" };
        await october.Cluster.CreateAsync(type, theirs);
        var before = (await october.GetAsync(group, plural, name))!.ToJsonString();
        await october.ApplyAsync("api:v1");
        await october.UntilAsync(async () => (await october.EventsAsync("NameClash")).Count > 0, "the clash is reported");
        Assert.Contains(
            $"{kind} {name} exists and does not belong to this app", Assert.Single(await october.EventsAsync("NameClash")), StringComparison.Ordinal);
        Assert.Equal(before, (await october.GetAsync(group, plural, name))!.ToJsonString());
        await october.PhaseAsync("Failed");
        Assert.Equal("NameClash", await october.ConditionAsync("Stalled", "reason"));
        Assert.Equal("NameClash", await october.ConditionAsync("Ready", "reason"));
        Assert.Null(await october.ConditionAsync("Reconciling", "reason"));
        await october.Cluster.DeleteAsync(type, "default", name);
        await october.PhaseAsync("Ready");
        Assert.Null(await october.ConditionAsync("Stalled", "reason"));
    }

    [Fact]
    public async Task An_app_that_moves_to_an_external_redis_deletes_its_own_but_keeps_the_volume()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        Assert.NotNull(await october.GetAsync("apps", "deployments", "shop-redis"));
        await october.ApplyAsync(new JsonObject
        {
            ["api"] = new JsonObject { ["image"] = "api:v1" },
            ["worker"] = new JsonObject { ["image"] = "worker:v1" },
            ["redis"] = new JsonObject { ["external"] = new JsonObject { ["url"] = "redis://cache:6379/0" } },
        });
        var app = await october.PhaseAsync("Ready");
        await october.UntilAsync(async () => await october.GetAsync("apps", "deployments", "shop-redis") is null, "redis is gone");
        Assert.Null(await october.GetAsync("", "services", "shop-redis"));
        Assert.NotNull(await october.GetAsync("", "persistentvolumeclaims", "shop-redis-data"));
        Assert.Null(app["status"]!["components"]!["redis"]);
        var variables = (await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();
        Assert.Equal("redis://cache:6379/0", (string?)variables.Single(variable => (string?)variable!["name"] == "REDIS_URL")!["value"]);
        Assert.DoesNotContain(variables, variable => (string?)variable!["name"] == "REDIS_PASSWORD_FILE");
    }

    [Fact]
    public async Task Monitoring_comes_with_its_definitions_and_goes_with_them_without_a_restart()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        Assert.Null(await october.GetAsync("", "services", "shop-worker"));
        for (var round = 0; round < 2; round++)
        {
            await october.InstallAsync("monitoring.coreos.com", "ServiceMonitor", "servicemonitors");
            await october.UntilAsync(
                async () => await october.GetAsync("monitoring.coreos.com", "servicemonitors", "shop-metrics") is not null, "there is a ServiceMonitor");
            var monitor = await october.GetAsync("monitoring.coreos.com", "servicemonitors", "shop-metrics");
            Assert.Equal("mon", (string?)monitor!["metadata"]!["labels"]!["release"]);
            Assert.Equal("15s", (string?)monitor["spec"]!["endpoints"]![0]!["interval"]);
            await october.UntilAsync(async () => await october.GetAsync("", "services", "shop-worker") is not null, "the worker has a Service");
            await october.UninstallAsync("servicemonitors.monitoring.coreos.com");
            await october.UntilAsync(async () => await october.GetAsync("", "services", "shop-worker") is null, "the worker's Service is gone");
        }

        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task Monitoring_that_is_switched_off_is_pruned()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.InstallAsync("monitoring.coreos.com", "PrometheusRule", "prometheusrules");
        await october.ApplyAsync("api:v1");
        await october.UntilAsync(async () => await october.GetAsync("monitoring.coreos.com", "prometheusrules", "shop-alerts") is not null, "there is a rule");
        await october.ApplyAsync(new JsonObject { ["monitoring"] = new JsonObject { ["prometheusRule"] = false } });
        await october.UntilAsync(async () => await october.GetAsync("monitoring.coreos.com", "prometheusrules", "shop-alerts") is null, "the rule is gone");
    }

    [Fact]
    public async Task A_pod_template_that_makes_no_pod_is_reported_and_rolled_back()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"podTemplate":{"spec":{"nodeSelector":"ssd"}}}}""")!);
        await october.UntilAsync(async () => (await october.EventsAsync("InvalidSpec")).Count > 0, "it is reported");
        Assert.StartsWith(
            "spec.api.podTemplate.spec.nodeSelector has another type in a pod",
            Assert.Single(await october.EventsAsync("InvalidSpec")),
            StringComparison.Ordinal);
        await october.PhaseAsync("RolledBack");
    }

    [Fact]
    public async Task What_is_switched_off_goes_and_starts_no_rollout()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        var app = await october.PhaseAsync("Ready");
        Assert.NotNull(await october.GetAsync("networking.k8s.io", "networkpolicies", "shop-redis"));
        await october.ApplyAsync(new JsonObject { ["networkPolicy"] = new JsonObject { ["enabled"] = false } });
        await october.UntilAsync(
            async () => await october.GetAsync("networking.k8s.io", "networkpolicies", "shop-default") is null
                && await october.GetAsync("networking.k8s.io", "networkpolicies", "shop-redis") is null,
            "the policies are gone");
        var after = await october.PhaseAsync("Ready");
        Assert.Equal((string?)app["status"]!["revisions"]!["current"], (string?)after["status"]!["revisions"]!["current"]);
    }

    private static async Task<string?> ImageAsync(SimulatedOctober october) =>
        (string?)(await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["image"];
}
