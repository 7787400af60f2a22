using Microsoft.Extensions.Hosting;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>
/// The lifetime of a web server inside somebody else's program. The default one takes SIGINT and SIGTERM for itself, and the program would
/// never hear of them.
/// </summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
