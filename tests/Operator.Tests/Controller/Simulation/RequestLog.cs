using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using October.Crd;
using October.LocalCluster.ApiServer.Requests;

namespace October.Operator.Controller.Simulation;

/// <summary>What the operator asked of the API server; can end the operator's life at a chosen write.</summary>
internal sealed class RequestLog : IInterceptor
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _effects = new();
    private readonly ConcurrentDictionary<string, bool> _rights = new(StringComparer.Ordinal);
    private int _writes;
    private bool _answered;

    /// <summary>The operator dies at this write (counted from 1), if at any.</summary>
    public (int Write, CrashPoint Point)? Crash
    {
        get;
        set => (field, _answered) = (value, false);
    }

    /// <summary>Writes whose path has this are refused, as by an admission webhook; null refuses none.</summary>
    public string? Refused { get; set; }

    /// <summary>What the admission webhook says no with.</summary>
    public (int Code, string Reason) Denial { get; set; } = (403, "Forbidden");

    /// <summary>The admission webhook does not say no, but does not answer.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>Reads whose path has this are never answered; null for none.</summary>
    public string? Unanswered { get; set; }

    /// <summary>No write of anybody is done: the cluster's controllers leave alone what is being put into its storage.</summary>
    public bool RefusesAll { get; set; }

    /// <summary>Called when it dies.</summary>
    public Action Crashed { get; set; } = () => { };

    public int Writes => _writes;

    /// <summary>Writes and lists, as <c>VERB path</c>.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public int Count => _lines.Count;

    /// <summary>Every right that it has made use of, as <see cref="AccessRight"/> writes it.</summary>
    public IEnumerable<string> Rights => _rights.Keys;

    /// <summary>What came about: objects made and deleted, in order of their names; not Events, which only tell.</summary>
    public IEnumerable<string> Effects => _effects.Order(StringComparer.Ordinal);

    public void Clear()
    {
        _lines.Clear();
        _effects.Clear();
        _writes = 0;
    }

    public async ValueTask<ApiResponse?> BeforeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (RefusesAll && request.Method != "GET")
            return Refusal(503, "ServiceUnavailable", "the cluster is being restored");
        if (IsOperator(request) && Interlocked.Exchange(ref _answered, false))
            Die();
        Note(AccessRight.Of(request), request);
        if (!IsOperator(request) || IsWatch(request))
            return null;
        _lines.Enqueue($"{request.Method} {request.Path}");
        if (request.Method != "GET" && Interlocked.Increment(ref _writes) == Crash?.Write && Crash?.Point == CrashPoint.BeforeSending)
            Die();
        if (request.Method == "GET" && Unanswered is { } unanswered && request.Path.Contains(unanswered, StringComparison.Ordinal))
            await Task.Delay(Timeout.Infinite, cancellationToken);
        return request.Method != "GET" && Refused is { } refused && request.Path.Contains(refused, StringComparison.Ordinal)
            ? IsUnreachable
                ? Refusal(500, "InternalError", "Internal error occurred: failed calling webhook \"x\": connection refused")
                : Refusal(Denial.Code, Denial.Reason, "an admission webhook says no")
            : null;
    }

    public ValueTask<ApiResponse> AfterAsync(ApiRequest request, ApiResponse response, CancellationToken cancellationToken)
    {
        // An apply that makes the object needs both.
        if (request.Method == "PATCH" && response.Code == 201)
            Note(AccessRight.Of(request)?.Replace("patch ", "create ", StringComparison.Ordinal), request);
        if (IsOperator(request) && Effect(request, response) is { } effect)
            _effects.Enqueue(effect);
        if (IsOperator(request) && request.Method != "GET" && _writes == Crash?.Write)
        {
            if (Crash?.Point == CrashPoint.AnswerLost)
                Die();
            _answered = Crash?.Point == CrashPoint.Answered;
        }

        return ValueTask.FromResult(response);
    }

    private void Note(string? right, ApiRequest request)
    {
        if (right is not null && IsOperator(request))
            _rights.TryAdd(right, true);
    }

    private static string? Effect(ApiRequest request, ApiResponse response) => (request.Method, response.Code) switch
    {
        ("POST", 201) when !request.Path.EndsWith("/events", StringComparison.Ordinal) =>
            $"made {request.Path}/{(string?)response.Object?["metadata"]?["name"]}",
        ("PATCH", 201) => $"made {request.Path}",
        ("DELETE", 200 or 202) => $"deleted {request.Path}",
        _ => null,
    };

    private static ApiResponse Refusal(int code, string reason, string message) => new()
    {
        Code = code,
        Object = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["reason"] = reason,
            ["code"] = code,
            ["message"] = message,
        },
    };

    /// <summary>Leases are renewed for ever, and tell nothing of apps.</summary>
    private static bool IsOperator(ApiRequest request) =>
        request.UserAgent == OctoberApi.FieldManager && !request.Path.Contains("/leases", StringComparison.Ordinal);

    private static bool IsWatch(ApiRequest request) => request.Query["watch"] is not null;

    private void Die()
    {
        // In this order: whoever sees no crash ahead starts the next operator, which must not be the one that dies.
        Crashed();
        Crash = null;
        throw new OperationCanceledException("the operator died");
    }
}

/// <summary>Where in a write the operator dies.</summary>
public enum CrashPoint
{
    /// <summary>The request never reaches the server.</summary>
    BeforeSending,

    /// <summary>It is done, and nobody hears of it.</summary>
    AnswerLost,

    /// <summary>The answer is heard, and nothing more is asked.</summary>
    Answered,
}
