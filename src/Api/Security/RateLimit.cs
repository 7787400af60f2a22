using System.Threading.RateLimiting;

namespace October.Api.Security;

/// <summary>How many requests each caller may send, so that one does not keep the others from being served.</summary>
internal sealed class RateLimit : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter;

    /// <param name="perSecond">Requests per second of one caller; twice as many may come at once.</param>
    public RateLimit(int perSecond)
    {
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = 2 * perSecond,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        };
        _limiter = PartitionedRateLimiter.Create<Caller, Caller>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => options));
    }

    /// <summary>Counts a request; false when it is one too many.</summary>
    public bool TryTake(Caller caller)
    {
        using var lease = _limiter.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
