using Microsoft.Extensions.Logging;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// Renews the visibility timeout of what is in flight, on a clock of its own, whatever the other loops are waiting for; and announces which tasks this worker
/// runs.
/// </summary>
internal sealed partial class Heartbeat(
    MessageStore store, InFlight inFlight, Reclaimer reclaimer, IReadOnlyList<string> tasks, Action<int> report, TimeProvider time, ILogger logger)
{
    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(store.Settings.VisibilityTimeout / 3, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                var before = inFlight.Count;
                var covered = await store.RenewAsync();
                if (covered > before && covered > inFlight.Count)
                    reclaimer.RequestRecovery();
                report(inFlight.Count);
                await AnnounceAsync();
            }
            catch (QueueUnavailableException exception)
            {
                LogNotRenewed(logger, exception.Message);
            }
#pragma warning disable CA1031 // Without this loop nothing finds what a reserve took whose answer was lost.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
    }

    /// <summary>Announces which tasks this worker runs.</summary>
    /// <exception cref="QueueUnavailableException">Redis cannot be reached.</exception>
    public Task AnnounceAsync() => store.AnnounceAsync(tasks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot renew the visibility timeout: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot renew the visibility timeout, for an unexpected error")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
