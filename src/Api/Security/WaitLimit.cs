using System.Threading.RateLimiting;

namespace October.Api.Security;

/// <summary>How many requests of each caller may wait for results at once: each has a subscription, and asks Redis once a second.</summary>
internal sealed class WaitLimit : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter;

    /// <param name="waits">Requests of one caller that wait; 0 for any number.</param>
    public WaitLimit(int waits)
    {
        var options = new ConcurrencyLimiterOptions { PermitLimit = Math.Max(1, waits) };
        _limiter = PartitionedRateLimiter.Create<Caller, Caller>(caller =>
            waits == 0 ? RateLimitPartition.GetNoLimiter(caller) : RateLimitPartition.GetConcurrencyLimiter(caller, _ => options));
    }

    /// <summary>Begins a wait, which ends with what this gives; not acquired when it is one too many.</summary>
    public RateLimitLease Begin(HttpContext http) => _limiter.AttemptAcquire(Caller.Of(http, http.Features.Get<ApiKey>()));

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
