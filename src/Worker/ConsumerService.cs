using October.Tasks.Consumer;

namespace October.Worker;

/// <summary>Runs the consumer for as long as the host runs. Should it ever end by itself, the process ends, too.</summary>
internal sealed class ConsumerService(TaskConsumer consumer) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => consumer.RunAsync(stoppingToken);
}
