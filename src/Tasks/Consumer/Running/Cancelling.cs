using Microsoft.Extensions.Logging;

namespace October.Tasks.Consumer.Running;

/// <summary>Asks handlers to stop.</summary>
internal static partial class Cancelling
{
    /// <summary>
    /// Cancels, and ends when all that the handler has registered with its token has run. What that throws is the handler's affair: thrown here it would end
    /// the process, or the drain of all others.
    /// </summary>
    public static async Task AskToStopAsync(this CancellationTokenSource source, ILogger logger)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The run has ended.
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogThrew(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "what a handler has registered with its cancellation token has failed")]
    private static partial void LogThrew(ILogger logger, Exception exception);
}
