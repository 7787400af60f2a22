using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;
using October.Testing;

namespace October.Operator.Controller;

/// <summary>An operator for some namespaces, with the rights of <c>config/namespaced</c>: it may read nothing elsewhere, and need not.</summary>
public sealed class NamespacesTests
{
    private static readonly ResourceType Namespaces = new("", "v1", "namespaces");
    private static readonly ResourceType Bindings = new("rbac.authorization.k8s.io", "v1", "rolebindings");
    private static readonly ResourceType ClusterBindings = new("rbac.authorization.k8s.io", "v1", "clusterrolebindings");
    private static readonly ResourceType Secrets = new("", "v1", "secrets");

    [Fact]
    public async Task Apps_of_the_watched_namespaces_are_reconciled_without_a_right_on_the_others()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.StopOperatorAsync();
        await october.Cluster.DeleteAsync(ClusterBindings, null, "october-operator");
        await october.Cluster.DeleteAsync(ClusterBindings, null, "october-operator-secrets");
        foreach (var ns in new[] { "shops", "games" })
            await october.Cluster.CreateAsync(Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = ns } });
        foreach (var text in (await File.ReadAllTextAsync(
            RepositoryRoot.File("config/namespaced/watched_namespaces.yaml"), TestContext.Current.CancellationToken)).Split("---\n"))
            await october.Cluster.CreateAsync(Bindings, (JsonObject)Yaml.Read(text).Root!);

        foreach (var ns in new[] { "shops", "games", "default" })
            await CreateAsync(october, ns);
        october.StartOperator(new OperatorOptions { LeaderElect = true, Namespaces = ["shops", "games"] });
        foreach (var ns in new[] { "shops", "games" })
            await october.UntilAsync(async () => await PhaseAsync(october, ns) == "Ready", $"the app of {ns} is ready");
        await october.Cluster.DeleteAsync(Secrets, "games", "shop-redis-auth");
        await october.UntilAsync(async () => await october.Cluster.GetAsync(Secrets, "games", "shop-redis-auth") is not null, "a change is seen in each");
        Assert.Null(await PhaseAsync(october, "default"));
        Assert.Null(await october.Cluster.GetAsync(Secrets, "default", "shop-secret"));
    }

    private static Task CreateAsync(SimulatedOctober october, string ns) => october.Cluster.CreateAsync(SimulatedOctober.Apps, new JsonObject
    {
        ["apiVersion"] = SimulatedOctober.Apps.ApiVersion,
        ["kind"] = "OctoberApp",
        ["metadata"] = new JsonObject { ["name"] = "shop", ["namespace"] = ns },
        ["spec"] = JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"}}"""),
    });

    private static async Task<string?> PhaseAsync(SimulatedOctober october, string ns) =>
        (string?)(await october.Cluster.GetAsync(SimulatedOctober.Apps, ns, "shop"))?["status"]?["phase"];
}
