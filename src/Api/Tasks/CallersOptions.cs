using System.Diagnostics;
using October.Api.Security;
using October.Tasks.Client;

namespace October.Api.Tasks;

/// <summary>What a request that sends a task says beside its body: whose it is, which request it repeats, and the trace that it belongs to.</summary>
internal static class CallersOptions
{
    /// <summary>The options with it; null where the header <c>Idempotency-Key</c> cannot be used.</summary>
    public static EnqueueOptions? Of(HttpContext http, EnqueueOptions options) => !IdempotencyKey.TryRead(http, out var key)
        ? null
        : options with { IdempotencyKey = key, TraceParent = Trace(http), Caller = Caller.Of(http, http.Features.Get<ApiKey>()).Key };

    /// <summary>Without log and export nothing begins a span of our own: then the caller's goes on as it came. Null when there is ours.</summary>
    private static string? Trace(HttpContext http) =>
        Activity.Current is null && http.Request.Headers.TraceParent is [{ } trace] && ActivityContext.TryParse(trace, null, out _) ? trace : null;
}
