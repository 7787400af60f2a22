using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using October.LocalCluster.ApiServer.Requests;

namespace October.Benchmarks.Operator;

/// <summary>Everything that the measured client asked of the API server, with the time of each question and answer.</summary>
internal sealed class Traffic : IInterceptor
{
    private readonly ConcurrentQueue<Exchange> _exchanges = new();

    /// <summary>The User-Agent that is measured.</summary>
    public required string Client { get; init; }

    /// <summary>Called before each write of the client is handled.</summary>
    public Action<ApiRequest, long> Writing { get; set; } = (_, _) => { };

    public IReadOnlyList<Exchange> Exchanges => [.. _exchanges];

    public IReadOnlyList<Exchange> Writes => [.. _exchanges.Where(exchange => exchange.Method != "GET")];

    public void Clear() => _exchanges.Clear();

    public ValueTask<ApiResponse?> BeforeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (IsMeasured(request) && request.Method != "GET")
            Writing(request, Stopwatch.GetTimestamp());
        return ValueTask.FromResult<ApiResponse?>(null);
    }

    public ValueTask<ApiResponse> AfterAsync(ApiRequest request, ApiResponse response, CancellationToken cancellationToken)
    {
        if (IsMeasured(request))
            _exchanges.Enqueue(
                new Exchange(
                    request.Method,
                    request.Path,
                    request.ContentType,
                    request.Method == "GET" ? "" : Encoding.UTF8.GetString(request.Body.Span),
                    response.Code,
                    Stopwatch.GetTimestamp()));
        return ValueTask.FromResult(response);
    }

    private bool IsMeasured(ApiRequest request) => request.UserAgent == Client && request.Query["watch"] is null;
}

/// <summary>One request and how it was answered.</summary>
internal sealed record Exchange(string Method, string Path, string? ContentType, string Body, int Code, long At)
{
    /// <summary>An object that the operator owns: no Event, no status, no lease.</summary>
    public bool IsChild =>
        Code is 200 or 201
        && Method is "PATCH" or "POST"
        && !Path.Contains("/events", StringComparison.Ordinal)
        && !Path.EndsWith("/status", StringComparison.Ordinal)
        && !Path.Contains("/leases", StringComparison.Ordinal);

    /// <summary>What names the object: a create has the name in its body.</summary>
    public string Child => Method == "PATCH" ? Path : $"{Path}/{(string)System.Text.Json.Nodes.JsonNode.Parse(Body)!["metadata"]!["name"]!}";
}
