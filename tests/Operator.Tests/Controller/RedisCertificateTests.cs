using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Execute;

namespace October.Operator.Controller;

/// <summary>Redis is started for a certificate that it can serve with, again when that is renewed, and its end is announced. Time is virtual.</summary>
public sealed class RedisCertificateTests
{
    private const string Name = "shop-redis-tls";
    private static readonly ResourceType Secrets = new("", "v1", "secrets");

    [Fact]
    public async Task What_runs_goes_on_until_the_certificate_is_there_and_then_moves_to_it()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        var before = await RedisAsync(october);
        await october.ApplyAsync((JsonObject)JsonNode.Parse($$$"""{"redis":{"tls":{"secretName":"{{{Name}}}"} } }""")!);
        await october.UntilAsync(
            async () => (await october.AppAsync())!["status"]!.ToJsonString().Contains(
                $"certificate: Secret {Name} does not exist", StringComparison.Ordinal),
            "it says what it waits for");
        Assert.Equal(before, await RedisAsync(october));

        await october.Cluster.CreateAsync(Secrets, Secret(TestCertificate.For("shop-redis")));
        await october.UntilAsync(
            async () => await october.IsInAsync("Ready") && (await RedisAsync(october)).EndsWith("--port 0", StringComparison.Ordinal), "it is served");
        Assert.Empty(await october.EventsAsync("RolledBack"));
    }

    [Fact]
    public async Task A_renewed_certificate_starts_redis_again_and_one_that_nobody_renews_is_announced()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(Secrets, Secret(TestCertificate.For("shop-redis")));
        await october.ApplyAsync(
            (JsonObject)JsonNode.Parse($$$"""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"redis":{"tls":{"secretName":"{{{Name}}}"} } }""")!);
        await october.PhaseAsync("Ready");
        var before = await AnnotationAsync(october);
        Assert.NotNull(before);
        Assert.Empty(await october.EventsAsync("CertificateExpires"));

        var soon = DateTimeOffset.Parse((string)(await october.AppAsync())!["metadata"]!["creationTimestamp"]!, null).AddDays(5);
        await october.Cluster.PatchAsync(Secrets, "default", Name, Secret(TestCertificate.For("shop-redis", soon)));
        await october.PassAsync(TimeSpan.FromMinutes(6));
        await october.UntilAsync(async () => await AnnotationAsync(october) is { } now && now != before, "redis starts with the new one");
        await october.UntilAsync(async () => (await october.EventsAsync("CertificateExpires")).Count > 0, "its end is announced");
    }

    private static JsonObject Secret(TestCertificate certificate) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = "default" },
        ["data"] = new JsonObject
        {
            ["tls.crt"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.Chain)),
            ["tls.key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.Key)),
            ["ca.crt"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.Authority)),
        },
    };

    private static async Task<string> RedisAsync(SimulatedOctober october) => string.Join(
        ' ', (await TemplateAsync(october))["spec"]!["containers"]![0]!["args"]!.AsArray().Select(argument => (string)argument!));

    private static async Task<string?> AnnotationAsync(SimulatedOctober october) =>
        (string?)(await TemplateAsync(october))["metadata"]!["annotations"]?["october.dev/redis-certificate"];

    private static async Task<JsonNode> TemplateAsync(SimulatedOctober october) =>
        (await october.GetAsync("apps", "deployments", "shop-redis"))!["spec"]!["template"]!;
}
