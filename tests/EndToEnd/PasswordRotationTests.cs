using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>Redis' password is rotated while tasks run, with the real redis.</summary>
[Collection(nameof(ReleaseGroup))]
public sealed class PasswordRotationTests(LocalOctober october)
{
    [Fact]
    public async Task The_password_is_rotated_and_no_task_fails()
    {
        await october.ResetAsync();
        var first = await PasswordAsync();
        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var senders = Enumerable.Range(0, 4).Select(sender => SendAsync(sender * 100_000, failures, stop.Token)).ToArray();
        (await LocalOctober.OctoberAsync("rotate-password", "october", "-n", "october", "--kubeconfig", october.Kubeconfig)).Succeeds();
        await stop.CancelAsync();
        var sent = (await Task.WhenAll(senders)).Sum();
        Assert.Empty(failures);
        Assert.True(sent > 20, $"only {sent} tasks were sent");

        var second = await PasswordAsync();
        Assert.NotEqual(first, second);
        var address = (string)(await october.GetAsync("service", "october-redis"))!["spec"]!["clusterIP"]!;
        Assert.Contains("WRONGPASS", await PingAsync(address, first), StringComparison.Ordinal);
        Assert.Equal("PONG", (await PingAsync(address, second)).Trim());
        await october.SettledAsync("Ready");
    }

    /// <returns>How many tasks were sent.</returns>
    private async Task<int> SendAsync(int seed, ConcurrentQueue<string> failures, CancellationToken cancellationToken)
    {
        var sent = 0;
        for (; !cancellationToken.IsCancellationRequested && sent < 50_000; sent++)
        {
            try
            {
                using var accepted = await october.Ingress.PostAsJsonAsync(
                    new Uri("/tasks/add", UriKind.Relative), new { args = new[] { seed, sent } }, CancellationToken.None);
                if (accepted.StatusCode != HttpStatusCode.Accepted)
                {
                    failures.Enqueue($"{accepted.StatusCode}: {await accepted.Content.ReadAsStringAsync(CancellationToken.None)}");
                    continue;
                }

                var result = await october.Ingress.GetFromJsonAsync<JsonNode>(
                    new Uri($"{accepted.Headers.Location}?wait=8s", UriKind.Relative), CancellationToken.None);
                if ((string?)result!["status"] != "SUCCESS" || (int)result["result"]! != seed + sent)
                    failures.Enqueue(result.ToJsonString());
            }
            catch (HttpRequestException exception)
            {
                failures.Enqueue(exception.Message);
            }
        }

        return sent;
    }

    private async Task<string> PasswordAsync() => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(
        (string)(await october.GetAsync("secret", "october-secret"))!["data"]!["REDIS_PASSWORD"]!));

    private static async Task<string> PingAsync(string address, string password)
    {
        var result = await Command.RunAsync(
            "redis-cli", ["-h", address, "--no-auth-warning", "ping"], new Dictionary<string, string> { ["REDISCLI_AUTH"] = password });
        return result.Output + result.Error;
    }
}
