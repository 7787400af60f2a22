namespace October.Api.Health;

/// <summary>How far the api is with its stop.</summary>
internal sealed class StopProgress : IDisposable
{
    private readonly CancellationTokenSource _noMore = new();
    private volatile bool _hasBegun;

    /// <summary>The api is not ready any more, and callers are sent elsewhere.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>Cancelled when no more requests are accepted: then nothing goes on that only waits.</summary>
    public CancellationToken NoMore => _noMore.Token;

    /// <summary>From now on the api is not ready.</summary>
    public void Begin() => _hasBegun = true;

    /// <summary>From now on nothing waits.</summary>
    public Task EndWaitsAsync() => _noMore.CancelAsync();

    public void Dispose() => _noMore.Dispose();
}
