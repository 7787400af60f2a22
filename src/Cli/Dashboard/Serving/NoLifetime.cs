using Microsoft.Extensions.Hosting;

namespace October.Cli.Dashboard.Serving;

/// <summary>A host that starts and stops with what it is in; signals are not its business.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
