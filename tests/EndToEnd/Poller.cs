namespace October.EndToEnd;

/// <summary>A user who asks twenty times a second and writes down every request that failed.</summary>
internal sealed class Poller : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> failures = [];
    private readonly Task work;
    private int requests;

    public Poller(HttpClient client) => work = Task.Run(() => PollAsync(client));

    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await stop.CancelAsync();
        await work;
        Assert.True(requests > 0);
        return failures;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work;
        stop.Dispose();
    }

    private async Task PollAsync(HttpClient client)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/healthz", UriKind.Relative), CancellationToken.None);
                requests++;
                if (!answer.IsSuccessStatusCode)
                    failures.Add($"request {requests}: {(int)answer.StatusCode}");
                await timer.WaitForNextTickAsync(stop.Token);
            }
            catch (HttpRequestException error)
            {
                failures.Add($"request {requests}: {error.Message}");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
