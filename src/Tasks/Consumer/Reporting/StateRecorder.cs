using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Redis;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Reporting;

/// <summary>
/// Records STARTED for tasks that begin to run, and what handlers say of their runs. Its requests go ahead of that of the result on the one connection, and
/// the script records nothing for a message that has ended.
/// </summary>
internal sealed partial class StateRecorder(MessageStore store, ILogger logger)
{
    /// <summary>A task begins to run. Nothing waits for it.</summary>
    public void Started(Delivery delivery)
    {
        if (store.Settings.TrackStarted)
            _ = RecordAsync(delivery, ResultWriter.Started(delivery.Task, store.Settings.NodeName, Environment.ProcessId));
    }

    /// <summary>A state of a task that runs; of one whose result is ignored nothing is recorded.</summary>
    public async Task RecordAsync(Delivery delivery, byte[] state)
    {
        if (delivery.Task.IgnoreResult)
            return;
        try
        {
            await store.RecordStateAsync(delivery, state);
        }
        catch (QueueUnavailableException exception)
        {
            LogNotRecorded(logger, delivery.Task.Id, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot record the state of task {Id}, which runs: {Reason}")]
    private static partial void LogNotRecorded(ILogger logger, string id, string reason);
}
