using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.ApiServer.Requests;

/// <summary>One answer. Exactly one of the body forms is set, or none.</summary>
public sealed record ApiResponse
{
    /// <summary>HTTP status code.</summary>
    public required int Code { get; init; }

    /// <summary>A JSON document.</summary>
    public JsonObject? Object { get; init; }

    /// <summary>Text or bytes.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; init; }

    /// <summary>A watch: open until it ends or the client leaves.</summary>
    public IAsyncEnumerable<WatchEvent>? Events { get; init; }

    /// <summary>A stream such as a log, written until it ends or the client leaves.</summary>
    public Func<Stream, CancellationToken, Task>? Stream { get; init; }

    /// <summary>What the connection becomes when it is upgraded (exec, attach, port-forward).</summary>
    internal StreamingSession? Session { get; init; }

    /// <summary>Where the answer comes from, for a request that is passed on (proxy).</summary>
    internal ProxyTarget? Proxy { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Texts for <c>Warning: 299</c> headers.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    internal static ApiResponse Ok(JsonObject body) => new() { Code = 200, Object = body };

    internal static ApiResponse Created(JsonObject body) => new() { Code = 201, Object = body };

    internal static ApiResponse Text(int code, string text, string contentType = "text/plain; charset=utf-8") =>
        new() { Code = code, Bytes = System.Text.Encoding.UTF8.GetBytes(text), ContentType = contentType };

    /// <summary>The answer to a refused request; a retry hint in its details becomes the header.</summary>
    internal static ApiResponse FromError(ApiStatusException exception)
    {
        var retry = (exception.Status["details"] as JsonObject)?["retryAfterSeconds"]?.ToString();
        return new ApiResponse
        {
            Code = exception.Code,
            Object = exception.Status,
            Headers = retry is null
                ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Retry-After"] = retry },
        };
    }
}
