namespace October.EndToEnd.Running;

/// <summary>Requests /healthz twenty times a second and records every failed request.</summary>
internal sealed class Poller : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _failures = [];
    private readonly Task _work;
    private int _requests;

    public Poller(HttpClient client) => _work = Task.Run(() => PollAsync(client));

    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
        Assert.True(_requests > 0);
        return _failures;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task PollAsync(HttpClient client)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(new Uri("/healthz", UriKind.Relative), CancellationToken.None);
                _requests++;
                if (!response.IsSuccessStatusCode)
                    _failures.Add($"request {_requests}: {(int)response.StatusCode}");
                await timer.WaitForNextTickAsync(_stop.Token);
            }
            catch (HttpRequestException exception)
            {
                _failures.Add($"request {_requests}: {exception.Message}");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
