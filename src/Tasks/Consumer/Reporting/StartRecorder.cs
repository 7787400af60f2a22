using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Reporting;

/// <summary>
/// Records STARTED for tasks that begin to run. Nothing waits for it: the request goes ahead of that of the result on the one connection, and the script
/// records nothing for a message that has ended.
/// </summary>
internal sealed partial class StartRecorder(MessageStore store, ILogger logger)
{
    /// <summary>A task begins to run.</summary>
    public void Record(Delivery delivery)
    {
        if (store.Settings.TrackStarted && !delivery.Task.IgnoreResult)
            _ = RecordAsync(delivery);
    }

    private async Task RecordAsync(Delivery delivery)
    {
        try
        {
            await store.StartAsync(delivery);
        }
        catch (QueueUnavailableException exception)
        {
            LogNotRecorded(logger, delivery.Task.Id, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot record that task {Id} has started: {Reason}")]
    private static partial void LogNotRecorded(ILogger logger, string id, string reason);
}
