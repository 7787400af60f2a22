namespace October.Api.Health;

/// <summary>Before anything else stops: answers "not ready" for a moment, so that no new request comes to a closed door.</summary>
internal sealed class StopAnnouncer(Readiness readiness, ApiSettings settings, TimeProvider time) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Stop();
        return Task.Delay(settings.ShutdownDelay, time, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
