namespace October.LocalCluster.ApiServer.Http;

/// <summary>The beat at which watches send bursts: one timer for all of them, set only while somebody waits.</summary>
internal sealed class OutputPace
{
    /// <summary>How long an event may wait for others.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(4);

    private readonly Lock _gate = new();
    private Task? _next;

    /// <summary>Completes within a beat, for all who wait at once.</summary>
    public Task NextAsync()
    {
        lock (_gate)
        {
            if (_next is not { IsCompleted: false })
                _next = Task.Delay(Beat, TimeProvider.System);
            return _next;
        }
    }
}
