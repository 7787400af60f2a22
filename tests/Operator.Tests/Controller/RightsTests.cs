using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Secrets;
using October.Operator.Controller.Simulation;
using October.Operator.Execute;

namespace October.Operator.Controller;

/// <summary>That the role allows enough is tested by every run of the operator; here, that it allows no more.</summary>
public sealed class RightsTests
{
    private static readonly string[] Roles = ["config/rbac/operator_role.yaml", "config/rbac/operator_secrets_role.yaml"];

    /// <summary>Where the apps' owner references are guarded, setting blockOwnerDeletion needs it (OwnerReferencesPermissionEnforcement).</summary>
    private const string OwnerReferences = "update october.dev/octoberapps/finalizers";

    [Fact]
    public async Task Every_right_of_the_operator_is_made_use_of()
    {
        await using var october = await SimulatedOctober.StartAsync(
            ("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1) }),
            ("tools:none", new ImageBehaviour { PullFailure = "manifest unknown" }),
            ("api:never", new ImageBehaviour { NeverReady = true }));
        await october.InstallAsync("monitoring.coreos.com", "ServiceMonitor", "servicemonitors");
        await october.InstallAsync("monitoring.coreos.com", "PrometheusRule", "prometheusrules");
        await october.InstallAsync("cert-manager.io", "Certificate", "certificates");
        await october.Cluster.CreateAsync(
            new ResourceType("", "v1", "secrets"), RedisCertificateTests.Secret(TestCertificate.For("shop-redis"), "shop-redis-issued"));
        await october.ApplyAsync(
            Spec(
                "v1",
                """{"profile":"prod","redis":{"tls":{"issuerRef":{"name":"ca"}}},"backup":{"schedule":"17 3 * * *","image":"tools:v1" """
                    + ""","beforeRollout":true},"revisionHistoryLimit":2}"""));
        await october.PhaseAsync("Ready");

        foreach (var release in (string[])["v2", "v3", "v4"])
        {
            await october.ApplyAsync(Spec(release, $$$"""{"config":{"RELEASE":"{{{release}}}"}}"""));
            await october.PhaseAsync("Ready");
        }

        // A restore that cannot start is ended.
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"backup":{"image":"tools:none"},"restore":{"backupName":"latest","requestId":"1"}}""")!);
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "the restore has failed");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"backup":{"image":"tools:v1"},"restore":null}""")!);
        await october.PhaseAsync("Ready");

        var allowed = Roles.SelectMany(AccessRight.OfRole).Where(right => right != OwnerReferences).ToHashSet();
        foreach (
            var kind in allowed
                .Where(right => right.StartsWith("patch ", StringComparison.Ordinal))
                .Select(right => right["patch ".Length..].Split('/'))
                .Where(kind => kind is [_, not "octoberapps"])
        )
            await SpoilAsync(october, kind[0], kind[1]);
        await october.QuietAsync();

        october.Probed.Sum = address => address.Port == 8000 ? 6 : 5;
        await october.ApplyAsync(Spec("v5", "{}"));
        await october.PhaseAsync("RolledBack");
        october.Probed.Sum = _ => 5;
        // What the kubelet got from its probes is in events.
        await october.ApplyAsync(Spec("never", "{}"));
        await october.UntilAsync(
            async () => (await october.AppAsync())!["status"]!["message"]?.ToJsonString()
                .Contains("probe failed: HTTP probe failed with statuscode: 503", StringComparison.Ordinal) == true,
            "the refusal is quoted");
        await october.ReplaceAsync(
            Spec(
                "v6",
                """{"ingress":{"enabled":false},"networkPolicy":{"enabled":false},"monitoring":{"serviceMonitor":false,"prometheusRule":false},"redis":"""
                    + """{"tls":null,"external":{"url":"redis://10.0.0.1:6379/0"}}"""
+ ""","api":{"image":"api:v6","replicas":1},"worker":{"image":"worker:v1","replicas":1}}"""));
        await october.PhaseAsync("Ready");
        await october.QuietAsync();

        // An earlier app's revision is adopted, not replaced.
        var revisions = new ResourceType("apps", "v1", "controllerrevisions");
        var orphan = (JsonObject)(await october.Cluster.ListAsync(revisions, "default")).Items[0].DeepClone();
        orphan["metadata"]!.AsObject().Remove("ownerReferences");
        await october.Cluster.UpdateAsync(revisions, orphan);
        await october.AnnotateAsync("october.dev/adopt", "true");
        await october.UntilAsync(async () => (await october.EventsAsync("Adopted")).Count > 0, "it is adopted");

        // Prometheus comes by.
        await october.Metrics.CollectAndExportAsTextAsync(Stream.Null, TestContext.Current.CancellationToken);

        // A name that is taken is read: who has it?
        var used = october.Requests.Rights.ToHashSet();
        var read = allowed.Where(right => right.StartsWith("get ", StringComparison.Ordinal) && allowed.Contains("create " + right["get ".Length..]));
        var needless = string.Join(", ", allowed.Except(used).Except(read).Order(StringComparer.Ordinal));
        Assert.True(needless.Length == 0, $"the role allows what nothing needs: {needless}");
    }

    /// <summary>Somebody takes away what the operator has written.</summary>
    private static async Task SpoilAsync(SimulatedOctober october, string group, string plural)
    {
        var type = new ResourceType(group, group == "autoscaling" ? "v2" : "v1", plural);
        foreach (var child in (await october.Cluster.ListAsync(type, "default", "app.kubernetes.io/managed-by=october-operator")).Items)
        {
            await october.Cluster.PatchAsync(type, "default", (string)child["metadata"]!["name"]!, new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app.kubernetes.io/part-of"] = null } },
            });
        }
    }

    private static JsonObject Spec(string release, string more)
    {
        var spec = (JsonObject)
            JsonNode.Parse($$$"""{"api":{"image":"api:{{{release}}}"},"worker":{"image":"worker:v1"},"rollout":{"progressDeadline":"60s"}}""")!;
        foreach (var (key, value) in (JsonObject)JsonNode.Parse(more)!)
            spec[key] = value?.DeepClone();
        return spec;
    }
}
