using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace October.EndToEnd;

/// <summary>Redis with a certificate of the user's, with the real redis.</summary>
[Collection(nameof(ReleaseGroup))]
public sealed class RedisTlsTests(LocalOctober october)
{
    [Fact]
    public async Task Tasks_run_and_the_password_is_rotated_over_TLS_and_the_plain_port_is_closed()
    {
        await october.ResetAsync();
        var folder = Directory.CreateTempSubdirectory("october-redis-tls-").FullName;
        try
        {
            var address = (string)(await october.GetAsync("service", "october-redis"))!["spec"]!["clusterIP"]!;
            await IssueAsync(folder, address);
            await october.OutputAsync("create", "secret", "generic", "october-redis-tls", "-n", "october", $"--from-file={folder}");
            await october.PatchAsync("""{"spec":{"redis":{"tls":{"secretName":"october-redis-tls"}}}}""");
            await october.SettledAsync("Ready");
            await Eventually.BecomesAsync(
                () => PingAsync(address, "6379"), answer => answer.Contains("refused", StringComparison.Ordinal), "the plain port is closed");
            await Eventually.BecomesAsync(
                () => PingAsync(address, "6380", "--tls", "--cacert", $"{folder}/ca.crt"), answer => answer.Trim() == "PONG", "redis answers over TLS");
            await RunsAsync();

            (await LocalOctober.OctoberAsync("rotate-password", "october", "-n", "october", "--kubeconfig", october.Kubeconfig)).Succeeds();
            await RunsAsync();
        }
        finally
        {
            await october.PatchAsync("""{"spec":{"redis":{"tls":null}}}""");
            await october.SettledAsync("Ready");
            await october.OutputAsync("delete", "secret", "october-redis-tls", "-n", "october", "--ignore-not-found");
            Directory.Delete(folder, recursive: true);
        }

        await RunsAsync();
    }

    private async Task RunsAsync() => await Eventually.BecomesAsync(
        async () =>
        {
            using var accepted = await october.Ingress.PostAsJsonAsync(
                new Uri("/tasks/add", UriKind.Relative), new { args = new[] { 2, 3 } }, TestContext.Current.CancellationToken);
            return accepted.StatusCode != HttpStatusCode.Accepted
                ? null
                : await october.Ingress.GetFromJsonAsync<JsonNode>(
                    new Uri($"{accepted.Headers.Location}?wait=8s", UriKind.Relative), TestContext.Current.CancellationToken);
        },
        result => (string?)result?["status"] == "SUCCESS" && (int)result["result"]! == 5,
        "a task runs");

    private async Task<string> PingAsync(string address, string port, params string[] options)
    {
        var password = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(
            (string)(await october.GetAsync("secret", "october-secret"))!["data"]!["REDIS_PASSWORD"]!));
        var result = await Command.RunAsync(
            "redis-cli", ["-h", address, "-p", port, "--no-auth-warning", .. options, "ping"], new Dictionary<string, string> { ["REDISCLI_AUTH"] = password });
        return result.Output + result.Error;
    }

    /// <summary>For the name that pods use, and the address that this cluster, which has no DNS, puts in its place.</summary>
    private static async Task IssueAsync(string folder, string address)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(60));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("october-redis");
        names.AddIpAddress(IPAddress.Parse(address));
        var own = new CertificateRequest("CN=october-redis", key, HashAlgorithmName.SHA256);
        own.CertificateExtensions.Add(names.Build());
        using var certificate = own.Create(authority, now.AddDays(-1), now.AddDays(30), RandomNumberGenerator.GetBytes(8));
        foreach (var (name, text) in new[]
        {
            ("ca.crt", authority.ExportCertificatePem()), ("tls.crt", certificate.ExportCertificatePem()), ("tls.key", key.ExportPkcs8PrivateKeyPem()),
        })
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);
    }
}
