using System.Threading.RateLimiting;
using October.Api.Security;

namespace October.Api.Http;

/// <summary>
/// How much memory bodies of requests may take at once, all together and those of one caller: a sender may take any time for what it has announced.
/// </summary>
internal sealed class BodyLimit : IAsyncDisposable
{
    /// <summary>For how long a body may come.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(1);

    /// <summary>A leftover of the memory of a small container.</summary>
    public const int Usual = 64 << 20;

    /// <summary>Requests of one caller whose bodies are read at once, however small they are.</summary>
    private const int Requests = 1000;

    private readonly PartitionedRateLimiter<Caller> _requests = Limiter(Requests, static caller => caller);
    private readonly PartitionedRateLimiter<Caller> _own;
    private readonly PartitionedRateLimiter<Caller> _all;
    private readonly int _half;

    /// <param name="longest">The longest body: of such there may be eight at least.</param>
    public BodyLimit(int longest)
    {
        var bytes = (int)Math.Clamp(8L * longest, Usual, int.MaxValue);
        _half = bytes / 2;
        (_own, _all) = (Limiter(_half, static caller => caller), Limiter(bytes, static _ => Everybody));
    }

    private static Caller Everybody { get; } = new(null, null);

    /// <summary>Begins to read a body.</summary>
    public RateLimitLease Begin(HttpContext http) => _requests.AttemptAcquire(Of(http));

    /// <summary>A body takes more memory. Half of all is one caller's.</summary>
    public RateLimitLease Grow(HttpContext http, int bytes)
    {
        // More at once than there is would be an error, and not a refusal.
        bytes = Math.Min(bytes, _half);
        var own = _own.AttemptAcquire(Of(http), bytes);
        if (!own.IsAcquired)
            return own;
        var all = _all.AttemptAcquire(Everybody, bytes);
        return new Both(own, all);
    }

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _own.DisposeAsync();
        await _all.DisposeAsync();
    }

    private static Caller Of(HttpContext http) => Caller.Of(http, http.Features.Get<ApiKey>());

    private static PartitionedRateLimiter<Caller> Limiter(int permits, Func<Caller, Caller> partition)
    {
        var options = new ConcurrencyLimiterOptions { PermitLimit = permits };
        return PartitionedRateLimiter.Create<Caller, Caller>(caller => RateLimitPartition.GetConcurrencyLimiter(partition(caller), _ => options));
    }

    /// <summary>Two shares that are one.</summary>
    private sealed class Both(RateLimitLease one, RateLimitLease other) : RateLimitLease
    {
        public override bool IsAcquired => one.IsAcquired && other.IsAcquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            one.Dispose();
            other.Dispose();
        }
    }
}
