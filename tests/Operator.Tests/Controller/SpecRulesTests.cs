using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>The API server refuses what can be known to be wrong, and says what to write instead.</summary>
public sealed class SpecRulesTests
{
    private static readonly (string Spec, string Message)[] Wrong =
    [
        ("""{"networkPolicy":{"ingressFrom":[{}]}}""", "say who is meant"),
        ("""{"networkPolicy":{"egressTo":[{"ports":[{"port":443}]}]}}""", "say who is meant"),
        ("""{"networkPolicy":{"ingressFrom":[{"ipBlock":{"cidr":"10.0.0.0/8"},"podSelector":{}}]}}""", "ipBlock stands alone"),
        ("""{"networkPolicy":{"egressTo":[{"podSelector":{},"ports":[{"port":9,"endPort":8}]}]}}""", "endPort is the last port of the range"),
        (
            """{"networkPolicy":{"ingressFrom":[{"podSelector":{"matchExpressions":[{"key":"a","operator":"In"}]}}]}}""",
            "In and NotIn need at least one of values"),
        ("""{"redis":{"external":{"url":"redis://cache:6379"},"image":"redis:8"}}""", "with redis.external the operator runs no redis"),
        ("""{"redis":{"external":{}}}""", "give exactly one of url"),
        ("""{"redis":{"external":{"url":"redis://c","sentinel":{"masterName":"m","addresses":[{"host":"s"}]}}}}""", "give exactly one of url"),
        ("""{"redis":{"external":{"sentinel":{"masterName":"m","addresses":[]}}}}""", "spec.redis.external.sentinel.addresses"),
        ("""{"redis":{"external":{"sentinel":{"addresses":[{"host":"s"}]}}}}""", "spec.redis.external.sentinel.masterName"),
        ("""{"redis":{"external":{"sentinel":{"masterName":"m","addresses":[{"host":"s;evil"}]}}}}""", "spec.redis.external.sentinel.addresses[0].host"),
        ("""{"redis":{"external":{"cluster":{"nodes":[{"host":"a"}]},"url":"redis://c"}}}""", "give exactly one of url"),
        (
            """{"redis":{"external":{"cluster":{"nodes":[{"host":"a"}]},"sentinel":{"masterName":"m","addresses":[{"host":"s"}]}}}}""",
            "give exactly one of url"),
        ("""{"redis":{"external":{"cluster":{"nodes":[]}}}}""", "spec.redis.external.cluster.nodes"),
        ("""{"redis":{"external":{"cluster":{"nodes":[{"host":"a,b"}]}}}}""", "spec.redis.external.cluster.nodes[0].host"),
        ("""{"redis":{"external":{"cluster":{"nodes":[{"host":"a"}],"tag":"a}b"}}}}""", "spec.redis.external.cluster.tag"),
        (
            """{"redis":{"external":{"sentinel":{"masterName":"m","addresses":[{"host":"s"}],"passwordKey":"SENTINEL"}}}}""",
            "add secretName, or remove passwordKey"),
        ("""{"redis":{"external":{"url":"redis://:secret@cache:6379"}}}""", "spec.redis.external.url"),
        ("""{"monitoring":{"interval":"often"}}""", "spec.monitoring.interval"),
        ("""{"monitoring":{"interval":"1ms"}}""", "spec.monitoring.interval"),
        ("""{"monitoring":{"interval":"5000ms"}}""", "spec.monitoring.interval"),
        ("""{"monitoring":{"interval":"4s"}}""", "spec.monitoring.interval"),
        ("""{"monitoring":{"interval":"0m1s"}}""", "spec.monitoring.interval"),
        ("""{"monitoring":{"interval":"1m1ms"}}""", "spec.monitoring.interval"),
        ("""{"monitoring":{"interval":"30s1m"}}""", "spec.monitoring.interval"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http"}]}}""", "a probe of type http needs a path"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"task"}]}}""", "needs the name of a task"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"ping","path":"/x"}]}}""", "are for type http"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/x","task":"add"}]}}""", "are for type task"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/x","body":"{}"}]}}""", "a request with a body needs method POST"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"ping","attempts":2,"successThreshold":3}]}}""", "successThreshold counts tries"),
        (
            """{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/x","expectJson":[{"pointer":"x","value":1}]}]}}""",
            "spec.rollout.smokeProbes[0].expectJson[0].pointer"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/../../secrets"}]}}""", "a path must stay below the api"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/a/.%2E/b"}]}}""", "a path must stay below the api"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/a%2f..%2fb"}]}}""", "a path must stay below the api"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/%252e%252e/b"}]}}""", "encode a character twice"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/..\\..\\b"}]}}""", "must not contain backslashes"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/a b"}]}}""", "spec.rollout.smokeProbes[0].path"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"@evil"}]}}""", "spec.rollout.smokeProbes[0].path"),
        (
            """{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/","headers":[{"name":"impersonate-User","value":"x"}]}]}}""",
            "headers that say who asks"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/","headers":[{"name":"HOST","value":"x"}]}]}}""", "headers that say who asks"),
        (
            """{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/","headers":[{"name":"X-A","value":"x\r\nImpersonate-User: y"}]}]}}""",
            "spec.rollout.smokeProbes[0].headers[0].value"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"http","path":"/healthz\n"}]}}""", "spec.rollout.smokeProbes[0].path"),
        ("""{"ingress":{"host":"shop.example\n"}}""", "spec.ingress.host"),
        ("""{"ingress":{"host":"shop.example","tls":{"secretName":"../shop"}}}""", "spec.ingress.tls.secretName"),
        ("""{"secretName":".."}""", "spec.secretName"),
        ("""{"redis":{"image":"redis:7\u001b[31m"}}""", "spec.redis.image"),
        ("""{"redis":{"tls":{"secretName":"a/b"}}}""", "spec.redis.tls.secretName"),
        ("""{"redis":{"tls":{"issuerRef":{"name":"a?b"}}}}""", "spec.redis.tls.issuerRef.name"),
        ("""{"redis":{"persistence":{"storageClassName":"."}}}""", "spec.redis.persistence.storageClassName"),
        ("""{"envFrom":[{"secretRef":{"name":"../mail"}}]}""", "spec.api.envFrom[0].secretRef.name"),
        ("""{"envFrom":[{"prefix":"A_"}]}""", "give exactly one of secretRef and configMapRef"),
        ("""{"envFrom":[{"secretRef":{"name":"a"},"configMapRef":{"name":"b"}}]}""", "give exactly one of secretRef and configMapRef"),
        ("""{"podDisruption":{"maxUnavailable":0}}""", "would block every drain for good"),
        ("""{"podDisruption":{"maxUnavailable":"0%"}}""", "would block every drain for good"),
        ("""{"podDisruption":{"maxUnavailable":"some"}}""", "podDisruption.maxUnavailable"),
        ("""{"podDisruption":{"enabled":false,"maxUnavailable":1}}""", "enabled: false makes no PodDisruptionBudget"),
        ("""{"restore":{"backupName":"latest","requestId":"1"}}""", "restore takes a backup from the volume that spec.backup keeps"),
        ("""{"backup":{"schedule":"17 3 * * *"},"restore":{"backupName":"../etc","requestId":"1"}}""", "spec.restore.backupName"),
        ("""{"backup":{"schedule":"17 3 * * *"},"restore":{"backupName":"latest","requestId":"a\u001b[2J"}}""", "spec.restore.requestId"),
        ("""{"service":{"type":"ExternalName"}}""", "spec.api.service.type"),
        ("""{"backup":{"schedule":"61 * * * *"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"0 24 * * *"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"0 0 0 * *"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"0 0 * 13 *"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"0 0 * * 7"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"*/0 * * * *"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"0 0 * * * *"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"every day"}}""", "schedule is a cron expression of five fields"),
        ("""{"backup":{"schedule":"17 3 * * *","timeZone":"Local"}}""", "timeZone is a name of the time zone database"),
        ("""{"backup":{"schedule":"17 3 * * *","timeZone":"W. Europe Standard Time"}}""", "timeZone is a name of the time zone database"),
        ("""{"resources":{"requests":{"cpu":"lots"}}}""", "spec.api.resources.requests.cpu"),
        ("""{"resources":{"requests":{"memory":"1e999999999"}}}""", "spec.api.resources.requests.memory"),
        ("""{"redis":{"persistence":{"size":"1e999"}}}""", "spec.redis.persistence.size"),
        ("""{"redis":{"persistence":{"size":"1e99"}}}""", "spec.redis.persistence.size"),
        ("""{"backup":{"schedule":"17 3 * * *","persistence":{"size":"99999999999Ei"}}}""", "spec.backup.persistence.size"),
        ("""{"rollout":{"progressDeadline":"9999h"}}""", "longer than a year: write 8784h or less"),
        ("""{"rollout":{"progressDeadline":"8784h1ms"}}""", "longer than a year: write 8784h or less"),
        ("""{"rollout":{"attemptDeadline":"600000m"}}""", "longer than a year: write 8784h or less"),
        ("""{"rollout":{"bakeTime":"9999h"}}""", "longer than a year: write 8784h or less"),
        ("""{"rollout":{"rollback":{"retryBackoff":"9999999h"}}}""", "spec.rollout.rollback.retryBackoff"),
        ("""{"backup":{"schedule":"17 3 * * *","maxAge":"9999h"}}""", "longer than a year: write 8784h or less"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"ping","timeout":"25h"}]}}""", "longer than a day: write 24h or less"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"ping","interval":"24h1s"}]}}""", "longer than a day: write 24h or less"),
        ("""{"rollout":{"smokeProbes":[{"name":"a","type":"ping","maxLatency":"1441m"}]}}""", "longer than a day: write 24h or less"),
    ];

    /// <summary>Fields that are the component's; what is wrong with them is wrong in api.</summary>
    private static readonly string[] OfComponents = ["envFrom", "podDisruption", "podTemplate", "resources", "service"];

    [Fact]
    public async Task What_is_wrong_is_refused_with_a_sentence_and_what_is_right_is_taken()
    {
        await using var october = await SimulatedOctober.StartAsync();
        foreach (var (spec, message) in Wrong)
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => october.ApplyAsync(Spec(spec)));
            Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        }

        await october.ApplyAsync(Spec("""
            {"envFrom":[{"secretRef":{"name":"mail"},"prefix":"MAIL_"},{"configMapRef":{"name":"flags"}}],"podDisruption":{"maxUnavailable":"25%"},"service":{"type":"LoadBalancer"},
             "networkPolicy":{"ingressFrom":[{"namespaceSelector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"a","operator":"Exists"}]}}],
              "egressTo":[{"ipBlock":{"cidr":"0.0.0.0/0"},"ports":[{"port":443}]}]},
             "monitoring":{"interval":"30s","labels":{"release":"prometheus"}},
             "rollout":{"smokeProbes":[{"name":"ping","type":"ping","attempts":1},
               {"name":"h","type":"http","path":"/healthz","method":"POST","body":"{}","headers":[{"name":"Accept","value":"*/*"}],"expectJson":[{"pointer":"/status","value":"ok"}],"maxLatency":"2s","successThreshold":2}]}}
            """));
        Assert.Equal("ok", (string?)(await october.AppAsync())!["spec"]!["rollout"]!["smokeProbes"]![1]!["expectJson"]![0]!["value"]);
    }

    [Fact]
    public async Task An_interval_between_scrapes_of_five_seconds_to_five_minutes_is_taken()
    {
        await using var october = await SimulatedOctober.StartAsync();
        foreach (var interval in new[] { "5s", "15s", "30s", "90s", "1m", "1m30s", "299s", "4m59s" })
        {
            await october.ApplyAsync(Spec($$"""{"monitoring":{"interval":"{{interval}}"} }"""));
            Assert.Equal(interval, (string?)(await october.AppAsync())!["spec"]!["monitoring"]!["interval"]);
        }
    }

    [Theory]
    [InlineData("* * * * *")]
    [InlineData("*/5 0-6,22 1,15 JAN-mar,12 ?")]
    [InlineData("0 23/2 31 12 Sun-6/2")]
    [InlineData("@daily")]
    [InlineData("@every 1h30m")]
    public async Task A_schedule_that_a_CronJob_takes_is_taken(string schedule)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec($$"""{"backup":{"schedule":"{{schedule}}","timeZone":"America/Argentina/Buenos_Aires"} }"""));
        await october.PhaseAsync("Ready");
        Assert.NotNull(await october.GetAsync("batch", "cronjobs", "shop-backup"));
    }

    [Fact]
    public async Task A_time_zone_that_only_the_cluster_knows_is_reported_and_holds_up_nothing_else()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("""{"backup":{"schedule":"17 3 * * *","timeZone":"Mars/Phobos"}}"""));
        var app = await october.PhaseAsync("Ready");
        var condition = app.Condition("ChildrenApplied")!;
        Assert.Equal("Invalid", (string?)condition["reason"]);
        Assert.Contains("CronJob shop-backup", (string?)condition["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_of_any_characters_comes_to_the_pods_as_it_is()
    {
        const string text = "<a href=\"x\">&\u00e9\ud83d\ude00\u2028\u0085\ufeff\u007f\t'\\u";
        await using var october = await SimulatedOctober.StartAsync();
        var spec = Spec("{}");
        spec["api"]!["env"] = new JsonArray(new JsonObject { ["name"] = "TEXT", ["value"] = text });
        await october.ApplyAsync(spec);
        await october.PhaseAsync("Ready");
        var env = (await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();
        Assert.Equal(text, (string?)env.Single(variable => (string?)variable!["name"] == "TEXT")!["value"]);
    }

    [Fact]
    public async Task A_fraction_is_a_quantity()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("""{"resources":{"requests":{"cpu":0.1},"limits":{"cpu":1.5,"memory":1073741824}}}"""));
        await october.PhaseAsync("Ready");
        var resources = (await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!;
        Assert.Equal(("100m", "1500m"), ((string?)resources["requests"]!["cpu"], (string?)resources["limits"]!["cpu"]));
    }

    [Theory]
    [InlineData("""{"resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}}""", "spec.api.resources: requests.cpu 2 is more than limits.cpu 1")]
    [InlineData("""{"podTemplate":{"spec":{"nodeSelektor":{"a":"b"}}}}""", "spec.api.podTemplate.spec.nodeSelektor is not a field of a pod")]
    public async Task What_makes_no_pod_is_reported_at_once_and_the_last_good_revision_goes_on(string api, string message)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("{}"));
        await october.PhaseAsync("Ready");
        await october.ApplyAsync(Spec(api));
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("InvalidSpec", (string?)app["status"]!["failed"]!["reason"]);
        Assert.StartsWith(message, (string?)app["status"]!["failed"]!["message"], StringComparison.Ordinal);
        Assert.DoesNotContain(october.Requests.Effects, effect => effect.Contains("preview", StringComparison.Ordinal));
        // Live fields are followed meanwhile.
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"worker":{"replicas":2}}""")!);
        await october.UntilAsync(
            async () => (await october.GetAsync("apps", "deployments", "shop-worker"))!["spec"]!["replicas"]?.ToJsonString() == "2", "two workers");
    }

    [Fact]
    public async Task What_Pod_Security_restricted_refuses_is_said_when_the_revision_is_new()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(
            Spec("""{"podTemplate":{"spec":{"securityContext":{"runAsUser":0},"containers":[{"name":"sidecar","image":"sidecar:v1"}]}}}"""));
        await october.PhaseAsync("Ready");
        var message = Assert.Single(await october.EventsAsync("PodSecurity"));
        Assert.StartsWith(
            "spec.api.podTemplate is refused where the namespace enforces Pod Security restricted: runAsUser of the pod is root",
            message,
            StringComparison.Ordinal);
        Assert.Contains("sidecar: allowPrivilegeEscalation is not false", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_operator_is_run_to_refuse_is_never_rendered_and_can_be_mended()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("{}"));
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
        var before = await october.GetAsync("apps", "deployments", "shop-api");
        await october.ApplyAsync(Spec("""{"podTemplate":{"spec":{"serviceAccountName":"cluster-admin","hostPID":true}}}"""));
        var app = await october.PhaseAsync("Failed");
        var message = Assert.Single(await october.EventsAsync("InvalidSpec"));
        Assert.StartsWith(
            "spec.api.podTemplate.spec.serviceAccountName cluster-admin; spec.api.podTemplate: host namespaces: refused by the operator's --restrict=baseline",
            message,
            StringComparison.Ordinal);
        Assert.Equal(message, (string?)app["status"]!["message"]);
        Assert.Contains(
            app["status"]!["conditions"]!.AsArray(), condition => (string?)condition!["type"] == "Stalled" && (string?)condition["reason"] == "InvalidSpec");
        // No command leads around it.
        foreach (var command in new[] { "october.dev/promote", "october.dev/retry" })
            await october.AnnotateAsync(command, "1");
        await october.QuietAsync();
        Assert.Equal(before!["spec"]!.ToJsonString(), (await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!.ToJsonString());
        Assert.DoesNotContain(october.Requests.Effects, effect => effect.Contains("preview", StringComparison.Ordinal));
        await october.ReplaceAsync(Spec("{}"));
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_first_revision_that_makes_no_pod_says_so()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("""{"resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}}"""));
        var app = await october.PhaseAsync("Failed");
        Assert.StartsWith("spec.api.resources: requests.cpu 2 is more than limits.cpu 1", (string?)app["status"]!["message"], StringComparison.Ordinal);
        await october.ApplyAsync(Spec("""{"resources":{"requests":{"cpu":"1"},"limits":{"cpu":"1"}}}"""));
        await october.PhaseAsync("Ready");
    }

    [Theory]
    [InlineData("a.b", "metadata.name starts with a letter")]
    [InlineData("1shop", "metadata.name starts with a letter")]
    [InlineData("a23456789-123456789-123456789-123456789-12345", "metadata.name has more than 44 characters")]
    [InlineData("a23456789-123456789-123456789-123456789-1234", null)]
    public async Task A_name_that_no_child_could_have_is_refused(string name, string? message)
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1) }));
        var app = new JsonObject
        {
            ["apiVersion"] = SimulatedOctober.Apps.ApiVersion,
            ["kind"] = "OctoberApp",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            ["spec"] = Spec("""{"backup":{"schedule":"17 3 * * *","image":"tools:v1"}}"""),
        };
        if (message is not null)
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => october.Cluster.CreateAsync(SimulatedOctober.Apps, app));
            Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
            return;
        }

        // The longest name that there may be: everything comes of it, a restore's Job too.
        await october.Cluster.CreateAsync(SimulatedOctober.Apps, app);
        await october.UntilAsync(() => IsAsync(october, name, status => (string?)status["phase"] == "Ready"), "it is Ready");
        await october.Cluster.PatchAsync(SimulatedOctober.Apps, "default", name, (JsonObject)JsonNode.Parse("""
            {"spec":{"restore":{"backupName":"latest","requestId":"1"}},"metadata":{"annotations":{"october.dev/backup-now":"1"}}}
            """)!);
        await october.UntilAsync(() => IsAsync(october, name, status => (string?)status["restore"]?["outcome"] == "Succeeded"), "it is restored");
        await october.UntilAsync(() => IsAsync(october, name, status => status["backup"]?["lastSuccessTime"] is not null), "it is backed up");
        await october.UntilAsync(
            () => IsAsync(october, name, status => status["conditions"]!.AsArray().All(condition => (string?)condition!["type"] != "ChildrenApplied")),
            "nothing is refused");
    }

    [Fact]
    public async Task The_longest_durations_are_taken()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("""
            {"rollout":{"progressDeadline":"8784h","attemptDeadline":"527040m","rollback":{"retryBackoff":"31622400000ms"},
              "smokeProbes":[{"name":"a","type":"http","path":"/healthz","timeout":"24h","interval":"0s","maxLatency":"86400000ms"}]},
             "backup":{"schedule":"17 3 * * *","maxAge":"8783h60m"}}
            """));
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task What_only_the_operator_can_judge_ends_in_a_phase_that_says_so()
    {
        var large = Spec("{}");
        large["rollout"] = new JsonObject
        {
            ["smokeProbes"] = new JsonArray(
                new JsonObject { ["name"] = "a", ["type"] = "task", ["task"] = "add", ["args"] = new JsonArray(new string('x', 70_000)) }),
        };
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)large.DeepClone());
        var app = await october.PhaseAsync("Failed");
        Assert.Contains("args of smoke probe a has 70004 characters as JSON; it may have 65536", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Single(await october.EventsAsync("InvalidSpec"));
        await october.ReplaceAsync(Spec("{}"));
        await october.PhaseAsync("Ready");
        await october.ReplaceAsync(large);
        app = await october.PhaseAsync("Failed");
        Assert.Equal("api:v1", (string?)app["status"]!["components"]!["api"]!["image"]);
        await october.ReplaceAsync(Spec("{}"));
        await october.PhaseAsync("Ready");
    }

    private static async Task<bool> IsAsync(SimulatedOctober october, string name, Func<JsonNode, bool> condition) =>
        (await october.Cluster.GetAsync(SimulatedOctober.Apps, "default", name))?["status"] is { } status && condition(status);

    private static JsonObject Spec(string more)
    {
        var spec = (JsonObject)JsonNode.Parse(more)!;
        var api = new JsonObject { ["image"] = "api:v1" };
        foreach (var field in OfComponents.Where(spec.ContainsKey))
        {
            api[field] = spec[field]!.DeepClone();
            spec.Remove(field);
        }

        spec["api"] = api;
        spec["worker"] = new JsonObject { ["image"] = "worker:v1" };
        return spec;
    }
}
