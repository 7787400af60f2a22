namespace October.Api.Health;

/// <summary>
/// Before anything else stops: answers "not ready" for a moment, so that no new request comes to a closed door, and then ends the waits for results, which
/// last longer than a stop may.
/// </summary>
internal sealed class StopAnnouncer(StopProgress stop, ApiSettings settings, TimeProvider time) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        stop.Begin();
        try
        {
            await Task.Delay(settings.ShutdownDelay, time, cancellationToken);
        }
        finally
        {
            await stop.EndWaitsAsync();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
