using October.Common.Queues;
using October.Runtime.Api;

namespace October.Runtime.Informers;

/// <summary>
/// Decides how long an informer waits before it lists or watches again. Whatever ends again and again is asked for less and less often: a server that keeps
/// answering "too old", or a proxy that closes each watch at once, would otherwise be asked without a pause by every replica.
/// </summary>
internal sealed class WatchPauses(Backoff backoff, TimeProvider time)
{
    /// <summary>A watch that lasts for so long is a good one.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    /// <summary>client-go, too, counts a watch that ends within a second, and had nothing to say, as a failure.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private long? _expired;

    /// <summary>The server has ended a watch.</summary>
    /// <param name="lasted">How long it went on.</param>
    /// <param name="isSilent">It has said nothing.</param>
    public TimeSpan AfterEnd(TimeSpan lasted, bool isSilent)
    {
        if (isSilent && lasted < Short)
            return backoff.Next();
        backoff.Reset();
        return TimeSpan.Zero;
    }

    /// <summary>A list or a watch has failed.</summary>
    /// <param name="exception">How.</param>
    /// <param name="lasted">How long it went on.</param>
    public TimeSpan AfterFailure(Exception exception, TimeSpan lasted)
    {
        if (lasted > Long)
            backoff.Reset();
        if (exception is not KubeApiException { IsGone: true })
            return (exception as KubeApiException)?.RetryAfter ?? backoff.Next();
        var isFirst = _expired is not { } last || time.GetElapsedTime(last) > Long;
        _expired = time.GetTimestamp();
        return isFirst ? TimeSpan.Zero : backoff.Next();
    }
}
