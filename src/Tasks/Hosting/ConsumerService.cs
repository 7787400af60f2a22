using Microsoft.Extensions.Hosting;
using October.Tasks.Consumer;

namespace October.Tasks.Hosting;

/// <summary>Runs the consumer for as long as the host runs. When it ends, as remote control may demand, the process ends, too.</summary>
internal sealed class ConsumerService(TaskConsumer consumer, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await consumer.RunAsync(stoppingToken);
        lifetime.StopApplication();
    }
}
