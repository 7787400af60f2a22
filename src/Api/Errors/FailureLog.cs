using October.Tasks.Telemetry;

namespace October.Api.Errors;

/// <summary>
/// Logs why requests are answered with 5xx: each kind of failure once a minute, however many requests there are, and with the endpoint in place of the path,
/// which has ids.
/// </summary>
internal sealed partial class FailureLog(ILogger<FailureLog> logger, TimeProvider time)
{
    private const int Longest = 1000;

    private readonly LogRepeats _repeats = new(time);

    /// <param name="endpoint">The endpoint that failed; null where there is none.</param>
    /// <param name="status">The answer.</param>
    /// <param name="kind">What is logged once a minute.</param>
    /// <param name="reason">What has failed.</param>
    public void Failed(Endpoint? endpoint, int status, string kind, string reason)
    {
        if (status >= StatusCodes.Status500InternalServerError)
            Write(status == StatusCodes.Status503ServiceUnavailable ? LogLevel.Warning : LogLevel.Error, endpoint, status, kind, reason);
    }

    /// <summary>The api is not ready, as it is at its start: no failure of itself.</summary>
    public void NotReady(Endpoint? endpoint, string reason) =>
        Write(LogLevel.Information, endpoint, StatusCodes.Status503ServiceUnavailable, "not ready", reason);

    private void Write(LogLevel level, Endpoint? endpoint, int status, string kind, string reason)
    {
        if (logger.IsEnabled(level) && _repeats.IsNew(kind, kind))
            LogFailed(level, endpoint?.DisplayName ?? "a request", status, LogText.Line(reason, Longest));
    }

    [LoggerMessage("{Endpoint} is answered with {Status}: {Reason}")]
    private partial void LogFailed(LogLevel level, string endpoint, int status, string reason);
}
