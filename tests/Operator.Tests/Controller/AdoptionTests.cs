using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>What an earlier app of the name has left is reported as a whole, and taken over where the app says so.</summary>
public sealed class AdoptionTests
{
    private const string Spec = """
        {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *"},"rollout":{"progressDeadline":"60s"}}
        """;

    private static readonly ResourceType Claims = new("", "v1", "persistentvolumeclaims");

    [Fact]
    public async Task Orphans_are_reported_in_one_message_and_adopted_by_its_command()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
        var (claim, secret) = (await UidAsync(october, "", "persistentvolumeclaims", "shop-redis-data"), await UidAsync(october, "", "secrets", "shop-secret"));
        var keys = await SecretsAsync(october);
        await october.Cluster.DeleteAsync(SimulatedOctober.Apps, "default", "shop", new JsonObject { ["propagationPolicy"] = "Orphan" });
        await october.UntilAsync(async () => await october.AppAsync() is null, "the app is gone");
        await october.QuietAsync();

        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        var app = await october.PhaseAsync("Failed");
        var message = (string)app["status"]!["message"]!;
        Assert.Contains("kubectl annotate octoberapp shop -n default october.dev/adopt=true", message, StringComparison.Ordinal);
        Assert.DoesNotContain("delete", message, StringComparison.Ordinal);
        string[] left =
        [
            "Secret shop-secret", "Secret shop-redis-auth", "PersistentVolumeClaim shop-redis-data", "PersistentVolumeClaim shop-backup-data",
            "Deployment shop-api", "Deployment shop-worker", "Deployment shop-redis", "Service shop-api", "Service shop-redis", "ServiceAccount shop-api",
            "CronJob shop-backup", "Ingress shop-api", "HorizontalPodAutoscaler shop-api", "NetworkPolicy shop-redis", "ControllerRevision shop-",
        ];
        Assert.All(left, name => Assert.Contains(name, message, StringComparison.Ordinal));
        Assert.Single(await october.EventsAsync("NameClash"));

        await october.AnnotateAsync("october.dev/adopt", "true");
        app = await october.PhaseAsync("Ready");
        await october.QuietAsync();
        Assert.Equal(claim, await UidAsync(october, "", "persistentvolumeclaims", "shop-redis-data"));
        Assert.Equal(secret, await UidAsync(october, "", "secrets", "shop-secret"));
        Assert.Equal(keys, await SecretsAsync(october));
        Assert.Empty(await october.EventsAsync("ApiKeyReset"));
        Assert.Empty(await october.EventsAsync("SmokeProbeFailed"));
        Assert.Contains("PersistentVolumeClaim shop-redis-data", Assert.Single(await october.EventsAsync("Adopted")), StringComparison.Ordinal);
        Assert.All(
            await OwnersAsync(october, "apps", "deployments"), owner => Assert.Equal((string?)app["metadata"]!["uid"], owner));
        Assert.All(await OwnersAsync(october, "apps", "controllerrevisions"), owner => Assert.Equal((string?)app["metadata"]!["uid"], owner));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"labels":{"app.kubernetes.io/managed-by":"october-operator","october.dev/app":"other"}}""")]
    [InlineData("""{"labels":{"october.dev/app":"shop"}}""")]
    [InlineData(
        """
        {"labels":{"app.kubernetes.io/managed-by":"october-operator","october.dev/app":"shop"},
         "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"other","uid":"{uid}","controller":true}]}
        """)]
    public async Task What_no_earlier_app_has_left_is_never_adopted(string metadata)
    {
        await using var october = await SimulatedOctober.StartAsync();
        var owner = await october.Cluster.CreateAsync(new ResourceType("apps", "v1", "deployments"), (JsonObject)JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"other","namespace":"default"},
             "spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},
              "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"a","image":"api:v1"}]}}}}
            """)!);
        var theirs = (JsonObject)JsonNode.Parse(metadata.Replace("{uid}", (string)owner["metadata"]!["uid"]!, StringComparison.Ordinal))!;
        theirs["name"] = "shop-redis-data";
        theirs["namespace"] = "default";
        await october.Cluster.CreateAsync(Claims, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "PersistentVolumeClaim",
            ["metadata"] = theirs,
            ["spec"] = JsonNode.Parse("""{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}"""),
        });
        var before = await MetadataAsync(october);
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.AnnotateAsync("october.dev/adopt", "true");
        var app = await october.PhaseAsync("Failed");
        await october.QuietAsync();
        Assert.Contains("PersistentVolumeClaim shop-redis-data exists and ", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.DoesNotContain("october.dev/adopt", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.DoesNotContain("delete", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Equal(before, await MetadataAsync(october));
        Assert.Empty(await october.EventsAsync("Adopted"));
    }

    private static async Task<string> MetadataAsync(SimulatedOctober october)
    {
        var metadata = (await october.GetAsync("", "persistentvolumeclaims", "shop-redis-data"))!["metadata"]!;
        return $"{metadata["labels"]?.ToJsonString()} {metadata["annotations"]?["october.dev/used-by"]} {metadata["ownerReferences"]?.ToJsonString()}";
    }

    private static async Task<string?> UidAsync(SimulatedOctober october, string group, string plural, string name) =>
        (string?)(await october.GetAsync(group, plural, name))!["metadata"]!["uid"];

    private static async Task<string> SecretsAsync(SimulatedOctober october)
    {
        string[] names = ["shop-secret", "shop-redis-auth", "shop-api-auth"];
        var secrets = await Task.WhenAll(names.Select(name => october.GetAsync("", "secrets", name)));
        return string.Join('\n', secrets.Select(static secret => secret!["data"]!.ToJsonString()));
    }

    private static async Task<IReadOnlyList<string?>> OwnersAsync(SimulatedOctober october, string group, string plural) =>
        [
            .. (await october.Cluster.ListAsync(new ResourceType(group, "v1", plural), "default", "app.kubernetes.io/managed-by=october-operator"))
                .Items.Select(child => (string?)child["metadata"]!["ownerReferences"]?.AsArray().Single()!["uid"]),
        ];
}
