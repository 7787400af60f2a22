using Microsoft.Extensions.Logging;
using October.LocalCluster.Client;

namespace October.LocalCluster.Controllers.Machinery;

/// <summary>What every controller is given.</summary>
internal sealed record ControllerContext(
    IClusterClient Client, CacheSet Caches, EventRecorder Events, WriteExecutor Executor, TimeProvider Time, ILogger Logger)
{
    public DateTimeOffset Now => Time.GetUtcNow();
}
