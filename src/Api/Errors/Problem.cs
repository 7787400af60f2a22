using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using October.Api.Security;

namespace October.Api.Errors;

/// <summary>The api's refusals, as RFC 9457 problem details.</summary>
internal static class Problem
{
    public static ProblemHttpResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    public static ProblemHttpResult Unauthorized() => Of(StatusCodes.Status401Unauthorized, "Send the API key in the header X-API-Key, or as a bearer token.");

    public static ProblemHttpResult LacksRole(Role missing) => Of(
        StatusCodes.Status403Forbidden, $"The key lacks the role {missing.ToString().ToLowerInvariant()}: its line in API_KEY has its roles.");

    /// <summary>429 with the time after which to try again.</summary>
    public static ProblemHttpResult TooManyRequests(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Of(StatusCodes.Status429TooManyRequests, "More requests per second than API_RATE_LIMIT lets one key, or one address without a key, send.");
    }

    /// <summary>429 with the time after which to try again.</summary>
    public static ProblemHttpResult TooManyAtOnce(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Of(StatusCodes.Status429TooManyRequests, "More requests are under way than API_MAX_REQUESTS lets one key, or one address without a key.");
    }

    /// <summary>429 with the time after which to try again.</summary>
    public static ProblemHttpResult TooManyWaits(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Of(StatusCodes.Status429TooManyRequests, "More requests wait than API_MAX_WAITS lets one key, or one address without a key. Ask without wait.");
    }

    /// <summary>429 with the time after which to try again.</summary>
    public static ProblemHttpResult TooManyBodies(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Of(StatusCodes.Status429TooManyRequests, "Too many bodies come at once from one key, or one address without a key, or from all together.");
    }

    /// <summary>429 with the time after which to try again.</summary>
    public static ProblemHttpResult TooManyAnswers(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Of(
            StatusCodes.Status429TooManyRequests, "Too large results are being read at once by one key, or one address without a key, or by all together.");
    }

    /// <summary>429 with the time after which to try again.</summary>
    public static ProblemHttpResult TooManyDelayed(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = "60";
        return Of(StatusCodes.Status429TooManyRequests, detail);
    }

    public static ProblemHttpResult OtherHost() => Of(StatusCodes.Status421MisdirectedRequest, "The api has no such name: API_HOSTS lists those that it has.");

    public static ProblemHttpResult NotJson() => Of(StatusCodes.Status415UnsupportedMediaType, "A browser must send Content-Type: application/json.");

    public static ProblemHttpResult UnknownTask(string name, IReadOnlyList<string> known) =>
        TypedResults.Problem(
            $"No worker runs a task \"{name}\". Known tasks: {(known.Count > 0 ? string.Join(", ", known) : "none")}.",
            statusCode: StatusCodes.Status404NotFound,
            extensions: [new("known", string.Join(", ", known))]);

    public static ProblemHttpResult NoDeadMessage(string entry) =>
        Of(StatusCodes.Status404NotFound, $"There is no dead message \"{entry}\"; GET /queues/dead lists them.");

    public static ProblemHttpResult NoSchedule(string name) =>
        Of(StatusCodes.Status404NotFound, $"No worker that runs has a schedule \"{name}\"; GET /schedules lists them.");

    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    public static ProblemHttpResult UnsupportedMediaType(string detail) => Of(StatusCodes.Status415UnsupportedMediaType, detail);

    public static ProblemHttpResult NotReady(string reason) =>
        TypedResults.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable, extensions: [new("ready", false)]);

    /// <summary>503 with the time after which to try again.</summary>
    public static ProblemHttpResult Unavailable(HttpContext http, string detail, TimeSpan retryAfter)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status503ServiceUnavailable, detail);
    }

    private static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
