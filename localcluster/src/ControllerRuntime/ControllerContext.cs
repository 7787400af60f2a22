using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>What every controller is given.</summary>
internal sealed record ControllerContext(
    IClusterClient Client, InformerFactory Informers, EventRecorder Events, WriteExecutor Executor, TimeProvider Time, ILogger Logger)
{
    public DateTimeOffset Now => Time.GetUtcNow();
}
