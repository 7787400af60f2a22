using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Asks Redis to record ends for as long as it refuses everybody, or answers nobody.</summary>
internal sealed partial class EndRequests(MessageStore store, TimeProvider time, ILogger logger)
{
    /// <summary>So often one request is not answered in time, with answers to others in between, before it is given back.</summary>
    private const int MostUnanswered = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    /// <summary>Makes a request until Redis has answered it.</summary>
    /// <exception cref="QueueUnavailableException">It refuses this request, and would refuse it again; or answers others and not this one.</exception>
    public async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        var unanswered = 0;
        for (var pause = FirstPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException exception) when (exception is { IsKeyFault: false, IsRequestFault: false })
            {
                LogWaiting(logger, exception.Message);
                await Task.Delay(pause, time, cancellationToken);
                if (exception.IsUnanswered && await store.IsAnsweringAsync() && ++unanswered == MostUnanswered)
                    throw;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot record the end of tasks yet: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
