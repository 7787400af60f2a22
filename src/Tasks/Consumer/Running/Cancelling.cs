using System.Runtime.InteropServices;
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

    /// <summary>
    /// A handler that was asked to stop may throw this for that reason: by far not every client library throws an <see cref="OperationCanceledException"/>.
    /// ADO.NET's throw a DbException, gRPC an RpcException, and a stream that is closed an IOException. What a handler throws of its own counts, as in Celery.
    /// </summary>
    public static bool MayHaveCaused(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => false,
        OperationCanceledException or ExternalException or IOException => true,
        AggregateException several => several.InnerExceptions.Any(MayHaveCaused),
        _ => exception.GetType().Name == "RpcException",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "the handler of task {Id} ({Task}) was asked to stop, and has thrown")]
    public static partial void LogStopped(ILogger logger, Exception exception, string id, string task);

    [LoggerMessage(Level = LogLevel.Error, Message = "what a handler has registered with its cancellation token has failed")]
    private static partial void LogThrew(ILogger logger, Exception exception);
}
