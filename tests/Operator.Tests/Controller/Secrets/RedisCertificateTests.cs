using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;
using October.Operator.Desired.Model;
using October.Operator.Execute;
using October.Operator.Gather.Secrets;

namespace October.Operator.Controller.Secrets;

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

    [Fact]
    public async Task Without_a_Secret_the_operator_makes_one_and_renews_it_once_clients_know_the_next_authority()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(
            (JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"redis":{"tls":{}}}""")!);
        await october.PhaseAsync("Ready");
        var first = await AnnotationAsync(october);
        Assert.NotNull(first);
        Assert.Single(await october.EventsAsync("CertificateIssued"));
        Assert.EndsWith("--port 0", await RedisAsync(october), StringComparison.Ordinal);

        // One that is old already, as if time had passed.
        var created = DateTimeOffset.Parse((string)(await october.AppAsync())!["metadata"]!["creationTimestamp"]!, null);
        var identity = new AppIdentity("default", "shop", "");
        var old = CertificateIssuer.Issue(identity, created.AddDays(-300));
        var data = new JsonObject { ["tls.crt"] = Encoded(old.Chain), ["tls.key"] = Encoded(old.Key), ["ca.crt"] = Encoded(old.Authority) };
        await october.Cluster.PatchAsync(Secrets, "default", "shop-redis-certificate", new JsonObject { ["data"] = data });
        await october.UntilAsync(async () => (await DataAsync(october)).ContainsKey("next.crt"), "the next one's authority is announced");
        Assert.NotEqual(Encoded(old.Authority), (string?)(await DataAsync(october))["ca.crt"]);
        await october.QuietAsync();
        var served = await AnnotationAsync(october);

        await october.PassAsync(TimeSpan.FromMinutes(16));
        await october.UntilAsync(async () => await AnnotationAsync(october) is { } now && now != served, "redis starts with the next one");
        Assert.False((await DataAsync(october)).ContainsKey("next.key"));
        Assert.Single(await october.EventsAsync("CertificateRenewed"));
        Assert.Empty(await october.EventsAsync("RolledBack"));
    }

    [Fact]
    public async Task With_an_issuer_cert_manager_makes_it_and_the_status_says_what_is_missing()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(
            (JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"redis":{"tls":{"issuerRef":{"name":"internal"}}}}""")!);
        await SaysAsync("cert-manager to write, which is not installed");

        await october.InstallAsync("cert-manager.io", "Certificate", "certificates");
        await october.UntilAsync(async () => await october.GetAsync("cert-manager.io", "certificates", "shop-redis") is not null, "it is requested");
        var spec = (await october.GetAsync("cert-manager.io", "certificates", "shop-redis"))!["spec"]!;
        Assert.Equal(("shop-redis-issued", "internal", "Issuer"),
            ((string?)spec["secretName"], (string?)spec["issuerRef"]!["name"], (string?)spec["issuerRef"]!["kind"]));
        await october.Cluster.PatchAsync(new ResourceType("cert-manager.io", "v1", "certificates"), "default", "shop-redis", (JsonObject)JsonNode.Parse(
            """{"status":{"conditions":[{"type":"Ready","status":"False","reason":"DoesNotExist","message":"Issuer internal not found"}]}}""")!);
        await SaysAsync("is not written by cert-manager yet: Issuer internal not found");

        await october.Cluster.CreateAsync(Secrets, Secret(TestCertificate.For("shop-redis"), "shop-redis-issued"));
        await october.PhaseAsync("Ready");
        Assert.NotNull(await AnnotationAsync(october));

        Task SaysAsync(string words) => october.UntilAsync(
            async () => (await october.AppAsync())!["status"]?.ToJsonString().Contains(words, StringComparison.Ordinal) == true, words);
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonObject> DataAsync(SimulatedOctober october) =>
        (JsonObject)(await october.GetAsync("", "secrets", "shop-redis-certificate"))!["data"]!;

    internal static JsonObject Secret(TestCertificate certificate, string name = Name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
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
