using System.Threading.RateLimiting;

namespace October.Api.Security;

/// <summary>How many requests of each caller may be under way at once: who reads its answers slowly would take all connections.</summary>
internal sealed class RequestLimit : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter;

    /// <param name="requests">Requests of one caller that are under way.</param>
    public RequestLimit(int requests)
    {
        var options = new ConcurrencyLimiterOptions { PermitLimit = requests };
        _limiter = PartitionedRateLimiter.Create<Caller, Caller>(caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => options));
    }

    /// <summary>Begins a request, which ends with what this gives; not acquired when it is one too many.</summary>
    public RateLimitLease Begin(Caller caller) => _limiter.AttemptAcquire(caller);

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
