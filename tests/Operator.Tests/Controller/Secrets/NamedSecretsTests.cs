using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;
using October.Operator.Gather.Secrets;

namespace October.Operator.Controller.Secrets;

/// <summary>An operator that makes no Secrets, with the rights of <c>config/named-secrets</c>: it may get the one that an app names, and no other.</summary>
public sealed class NamedSecretsTests
{
    private const string Access = "rbac.authorization.k8s.io";
    private static readonly ResourceType Secrets = new("", "v1", "secrets");

    [Fact]
    public async Task An_app_brings_its_Secret_and_its_redis_and_is_told_what_is_missing()
    {
        await using var october = await StartAsync();
        await october.ApplyAsync("api:v1");
        await SaysAsync(october, "spec.redis.external is missing: this operator makes no Secrets");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"redis":{"external":{"url":"redis://10.0.0.1:6379/0"}}}""")!);
        await SaysAsync(october, "spec.secretName is missing: this operator makes no Secrets");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"secretName":"mine"}""")!);
        await SaysAsync(
            october,
            "Waiting for Secret mine with redis' password, one line of text, in the key REDIS_PASSWORD, and the keys of the api's callers in API_KEY");
        await october.Cluster.CreateAsync(Secrets, Secret(("REDIS_PASSWORD", "swordfish")));
        await SaysAsync(october, "and the keys of the api's callers in API_KEY");
        await october.Cluster.PatchAsync(Secrets, "default", "mine", Secret(("API_KEY", "marlin")));
        await october.PhaseAsync("Ready");
        Assert.Equal(["mine"], (await october.Cluster.ListAsync(Secrets, "default")).Items.Select(secret => (string)secret["metadata"]!["name"]!));
    }

    [Fact]
    public async Task A_change_of_the_Secret_is_a_revision_of_its_own_though_nobody_watches_it()
    {
        await using var october = await StartAsync();
        await october.Cluster.CreateAsync(Secrets, Secret(("REDIS_PASSWORD", "swordfish"), ("API_KEY", "marlin")));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(
            """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"secretName":"mine","redis":{"external":{"url":"redis://10.0.0.1:6379/0"}}}""")!);
        await october.PhaseAsync("Ready");
        var before = await RevisionAsync(october);
        await october.Cluster.PatchAsync(Secrets, "default", "mine", Secret(("REDIS_PASSWORD", "sailfish")));
        await october.PassAsync(TimeSpan.FromMinutes(6));
        await october.UntilAsync(
            async () => await RevisionAsync(october) is { } now && now != before && await october.IsInAsync("Ready"), "pods have the new password");
    }

    /// <summary>Api and worker read the file without its last line break, as <c>kubectl create secret --from-file</c> leaves one.</summary>
    [Fact]
    public void A_password_is_what_api_and_worker_read_and_has_one_line()
    {
        Assert.Equal("swordfish", Read("swordfish\n"));
        Assert.Equal("swordfish ", Read("swordfish \r\n"));
        Assert.Null(Read("\n"));
        Assert.Null(Read("swordfish\nuser mallory on nopass ~* +@all"));
        Assert.Null(Read("sword\0fish"));

        static string? Read(string password) => SecretContent.NamedPassword(
            new V1Secret { Data = new Dictionary<string, byte[]> { ["REDIS_PASSWORD"] = Encoding.UTF8.GetBytes(password) } });
    }

    private static async Task<SimulatedOctober> StartAsync()
    {
        var october = await SimulatedOctober.StartAsync();
        await october.StopOperatorAsync();
        await october.Cluster.DeleteAsync(new ResourceType(Access, "v1", "clusterrolebindings"), null, "october-operator-secrets");
        await october.Cluster.CreateAsync(new ResourceType(Access, "v1", "roles"), (JsonObject)JsonNode.Parse(
            """
            {"metadata":{"name":"october-secret","namespace":"default"},
             "rules":[{"apiGroups":[""],"resources":["secrets"],"resourceNames":["mine"],"verbs":["get"]}]}
            """)!);
        await october.Cluster.CreateAsync(new ResourceType(Access, "v1", "rolebindings"), (JsonObject)JsonNode.Parse(
            """
            {"metadata":{"name":"october-secret","namespace":"default"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"october-secret"},
             "subjects":[{"kind":"ServiceAccount","name":"october-operator","namespace":"october-system"}]}
            """)!);
        october.StartOperator(new OperatorOptions { LeaderElect = true, MakesSecrets = false });
        return october;
    }

    private static JsonObject Secret(params (string Key, string Value)[] items) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "mine", ["namespace"] = "default" },
        ["data"] = new JsonObject(items.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(item.Value))))),
    };

    private static async Task<string?> RevisionAsync(SimulatedOctober october) =>
        (string?)(await october.AppAsync())!["status"]!["revisions"]?["current"];

    private static Task SaysAsync(SimulatedOctober october, string words) => october.UntilAsync(
        async () => ((string?)(await october.AppAsync())?["status"]?["message"])?.Contains(words, StringComparison.Ordinal) == true, words);
}
