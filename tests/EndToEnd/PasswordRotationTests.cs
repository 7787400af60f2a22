using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>Redis' password is rotated while tasks run, with the real redis.</summary>
[Collection(nameof(ReleaseGroup))]
public sealed class PasswordRotationTests(OctoberCluster october)
{
    [Fact]
    public async Task The_password_is_rotated_and_no_task_fails()
    {
        Assert.SkipUnless(october.Target.IsAlwaysReachable, "needs --ingress: a port-forward ends when its pod is replaced");
        await october.ResetAsync();
        var first = await october.RedisPasswordAsync();
        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var senders = Enumerable.Range(0, 4).Select(sender => SendAsync(sender * 100_000, failures, stop.Token)).ToArray();
        (await LocalOctober.OctoberAsync("rotate-password", "october", "-n", "october", "--kubeconfig", october.Kubeconfig)).Succeeds();
        await stop.CancelAsync();
        var sent = (await Task.WhenAll(senders)).Sum();
        Assert.Empty(failures);
        Assert.True(sent > 20, $"only {sent} tasks were sent");

        var second = await october.RedisPasswordAsync();
        Assert.NotEqual(first, second);
        Assert.Contains("WRONGPASS", await october.RedisAsync(first, "ping"), StringComparison.Ordinal);
        Assert.Equal("PONG", await october.RedisAsync(second, "ping"));
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
                using var accepted = await AnswerAsync(() => october.Ingress.PostAsJsonAsync(
                    new Uri("/tasks/add", UriKind.Relative), new { args = new[] { seed, sent } }, CancellationToken.None));
                if (accepted.StatusCode != HttpStatusCode.Accepted)
                {
                    failures.Enqueue($"{accepted.StatusCode}: {await accepted.Content.ReadAsStringAsync(CancellationToken.None)}");
                    continue;
                }

                var result = await ResultAsync(accepted.Headers.Location!);
                if ((string?)result["status"] != "SUCCESS" || (int)result["result"]! != seed + sent)
                    failures.Enqueue(result.ToJsonString());
            }
            catch (HttpRequestException exception)
            {
                failures.Enqueue(exception.Message);
            }
        }

        return sent;
    }

    /// <summary>Waits for as long as a busy machine may take for the pods that are replaced.</summary>
    private async Task<JsonNode> ResultAsync(Uri task)
    {
        for (var end = DateTime.UtcNow.AddMinutes(2); ;)
        {
            using var answer = await AnswerAsync(() => october.Ingress.GetAsync(new Uri($"{task}?wait=8s", UriKind.Relative), CancellationToken.None));
            var result = JsonNode.Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None))!;
            if ((string?)result["status"] is not ("PENDING" or "STARTED" or "RETRY") || DateTime.UtcNow > end)
                return result;
        }
    }

    /// <summary>Asks again when told to, as a client does: on a busy machine Redis may not answer in time.</summary>
    private static async Task<HttpResponseMessage> AnswerAsync(Func<Task<HttpResponseMessage>> request)
    {
        for (var end = DateTime.UtcNow.AddMinutes(1); ;)
        {
            var answer = await request();
            if (answer.Headers.RetryAfter?.Delta is not { } pause || DateTime.UtcNow > end)
                return answer;
            answer.Dispose();
            await Task.Delay(pause, CancellationToken.None);
        }
    }
}
