using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>Redis with the certificate that the operator makes, with the real redis.</summary>
[Collection(nameof(ReleaseGroup))]
public sealed class RedisTlsTests(OctoberCluster october)
{
    [LocalFact("the address of a Service is reached from this machine")]
    public async Task Tasks_run_and_the_password_is_rotated_over_TLS_and_the_plain_port_is_closed()
    {
        await october.ResetAsync();
        var folder = Directory.CreateTempSubdirectory("october-redis-tls-").FullName;
        try
        {
            var address = (string)(await october.GetAsync("service", "october-redis"))!["spec"]!["clusterIP"]!;
            await october.PatchAsync("""{"spec":{"redis":{"tls":{}}}}""");
            await october.SettledAsync("Ready");
            var secret = await october.GetAsync("secret", "october-redis-certificate");
            await File.WriteAllBytesAsync(
                $"{folder}/ca.crt", Convert.FromBase64String((string)secret!["data"]!["ca.crt"]!), TestContext.Current.CancellationToken);
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
}
