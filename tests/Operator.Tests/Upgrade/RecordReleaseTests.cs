using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;
using October.Testing;

namespace October.Operator.Upgrade;

/// <summary>
/// Records what the operator of a release leaves in a cluster, for <see cref="UpgradeTests"/> of later ones. At the release's commit:
/// <c>kubectl kustomize config/default</c> without the definition is install.yaml, and
/// <c>dotnet exec October.Operator.Tests.dll -explicit only -class October.Operator.Upgrade.RecordReleaseTests</c> writes objects.json.
/// </summary>
public sealed class RecordReleaseTests
{
    private static readonly ResourceType Secrets = new("", "v1", "secrets");

    private static readonly ResourceType[] Kinds =
    [
        Secrets, new("", "v1", "serviceaccounts"), new("", "v1", "configmaps"), new("", "v1", "services"), new("", "v1", "persistentvolumeclaims"),
        new("", "v1", "pods"), new("apps", "v1", "deployments"), new("apps", "v1", "replicasets"), new("apps", "v1", "controllerrevisions"),
        new("autoscaling", "v2", "horizontalpodautoscalers"), new("networking.k8s.io", "v1", "ingresses"), new("networking.k8s.io", "v1", "networkpolicies"),
        new("policy", "v1", "poddisruptionbudgets"), new("batch", "v1", "cronjobs"), new("batch", "v1", "jobs"), SimulatedOctober.Apps,
    ];

    private static readonly Dictionary<string, string> Apps = new(StringComparer.Ordinal)
    {
        ["full"] = """
            {"profile":"prod",
             "api":{"image":"api:v1","terminationGracePeriodSeconds":30,
               "env":[{"name":"REGION","value":"eu"}],"envFrom":[{"secretRef":{"name":"mail"},"prefix":"MAIL_"}],
               "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"1","memory":"512Mi"}},
               "service":{"annotations":{"example.com/exposed-by":"ingress"}},"podDisruption":{"maxUnavailable":"25%"},
               "podTemplate":{"annotations":{"example.com/team":"shop"},
                 "spec":{"tolerations":[{"key":"dedicated","operator":"Equal","value":"web","effect":"NoSchedule"}]}}},
             "worker":{"image":"worker:v1","concurrency":8,"terminationGracePeriodSeconds":300,
               "podTemplate":{"spec":{"containers":[{"name":"worker","volumeMounts":[{"name":"scratch","mountPath":"/scratch"}]}],
                 "volumes":[{"name":"scratch","emptyDir":{"sizeLimit":"1Gi"}}]}}},
             "redis":{"appendFsync":"always","persistence":{"size":"5Gi"}},"config":{"LOG_LEVEL":"Information"},
             "ingress":{"host":"full.example.com","tls":{"secretName":"full-tls"}},
             "autoscaling":{"api":{"minReplicas":2,"maxReplicas":10,"cpuUtilization":60},"worker":{"minReplicas":2,"maxReplicas":20}},
             "networkPolicy":{"egressTo":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["169.254.169.254/32"]},"ports":[{"port":443}]}]},
             "rollout":{"bakeTime":"10s"},"backup":{"schedule":"17 3 * * *","keepLast":14}}
            """,
        ["minimal"] = """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"}}""",
        ["broken"] = """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"rollout":{"progressDeadline":"60s"}}""",
        ["external"] = """
            {"api":{"image":"api:v1","replicas":2},"worker":{"image":"worker:v1","replicas":0},"redis":{"external":{"url":"redis://10.0.0.1:6379/0"}},
             "secretName":"redis-login"}
            """,
    };

    [Fact(Explicit = true)]
    public async Task Record()
    {
        var crash = new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 3, Log = "FATAL no database\n" };
        await using var october = await SimulatedOctober.StartAsync(("crash:v2", crash));
        await CreateAsync(october, Secrets, "Secret", "mail", """{"stringData":{"HOST":"mail.example.com"}}""");
        await CreateAsync(october, Secrets, "Secret", "redis-login", """{"stringData":{"REDIS_PASSWORD":"an example"}}""");
        foreach (var (name, spec) in Apps)
            await CreateAsync(october, SimulatedOctober.Apps, "OctoberApp", name, $$"""{"spec":{{spec}}}""");
        foreach (var name in Apps.Keys)
            await PhaseAsync(october, name, "Ready");
        await PatchAsync(october, "full", """{"spec":{"config":{"LOG_LEVEL":"Warning"}}}""");
        await PatchAsync(october, "broken", """{"spec":{"api":{"image":"crash:v2"}}}""");
        await PhaseAsync(october, "full", "Ready");
        await PhaseAsync(october, "broken", "RolledBack");
        await october.QuietAsync();
        await october.StopOperatorAsync();
        await october.PassAsync(TimeSpan.FromSeconds(30));

        var lines = new List<string>();
        foreach (var kind in Kinds)
        {
            var resource = kind.Group.Length == 0 ? kind.Plural : $"{kind.Group}/{kind.Plural}";
            lines.AddRange((await october.Cluster.ListAsync(kind, "default")).Items
                .Where(item => (string?)item["metadata"]!["name"] is not ("kube-root-ca.crt" or "default"))
                .Select(item => new JsonObject { ["resource"] = resource, ["object"] = item.DeepClone() }.ToJsonString()));
        }

        await File.WriteAllTextAsync(
            RepositoryRoot.File("tests/Operator.Tests/Upgrade/objects.json"), $"[\n{string.Join(",\n", lines)}\n]\n", TestContext.Current.CancellationToken);
    }

    private static Task CreateAsync(SimulatedOctober october, ResourceType type, string kind, string name, string body)
    {
        var value = (JsonObject)JsonNode.Parse(body)!;
        value["apiVersion"] = type.ApiVersion;
        value["kind"] = kind;
        value["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" };
        return october.Cluster.CreateAsync(type, value);
    }

    private static Task PatchAsync(SimulatedOctober october, string name, string merge) =>
        october.Cluster.PatchAsync(SimulatedOctober.Apps, "default", name, (JsonObject)JsonNode.Parse(merge)!);

    private static Task PhaseAsync(SimulatedOctober october, string name, string phase) => october.UntilAsync(
        async () => await october.Cluster.GetAsync(SimulatedOctober.Apps, "default", name) is { } app
            && (string?)app["status"]?["phase"] == phase && JsonNode.DeepEquals(app["status"]!["observedGeneration"], app["metadata"]!["generation"]),
        $"{name} {phase}");
}
