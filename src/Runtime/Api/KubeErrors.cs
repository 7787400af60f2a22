using System.Net;
using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>Turns a failed answer, or an ERROR event, into a <see cref="KubeApiException"/>.</summary>
internal static class KubeErrors
{
    /// <summary>A webhook names its pause through the server, so that it may be any number: as it is, it would end a worker, or keep one busy.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Cause by which API servers tell that refusal from others (<c>NamespaceTerminatingCause</c>).</summary>
    private const string NamespaceTerminating = "NamespaceTerminating";

    public static async Task<KubeApiException> FromAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var retryAfter = response.Headers.RetryAfter?.Delta;
        try
        {
            using var document = JsonDocument.Parse(body, KubeJson.Documents);
            return From(document.RootElement, response.StatusCode, retryAfter);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            var text = body.Length > 200 ? body[..200] : body;
            return new KubeApiException(response.StatusCode, "", $"HTTP {(int)response.StatusCode}: {text}", Pause(retryAfter));
        }
    }

    public static KubeApiException From(JsonElement status, HttpStatusCode fallback = HttpStatusCode.InternalServerError, TimeSpan? retryAfter = null)
    {
        var code = fallback;
        string reason = "", message = "";
        var endingNamespace = false;
        if (status.ValueKind == JsonValueKind.Object)
        {
            if (Number(status, "code") is { } value)
                code = (HttpStatusCode)value;
            reason = Text(status, "reason");
            message = Text(status, "message");
            if (status.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object)
            {
                if (retryAfter is null && Number(details, "retryAfterSeconds") is { } seconds)
                    retryAfter = TimeSpan.FromSeconds(seconds);
                endingNamespace = HasCause(details, NamespaceTerminating);
            }
        }

        return new KubeApiException(code, reason, message.Length > 0 ? message : $"HTTP {(int)code} {reason}", Pause(retryAfter))
        {
            IsOfEndingNamespace = endingNamespace,
        };
    }

    private static bool HasCause(JsonElement details, string reason) =>
        details.TryGetProperty("causes", out var causes)
        && causes.ValueKind == JsonValueKind.Array
        && causes.EnumerateArray().Any(cause => cause.ValueKind == JsonValueKind.Object && Text(cause, "reason") == reason);

    /// <summary>What is obeyed of the pause that was named; null for the caller's own backoff.</summary>
    private static TimeSpan? Pause(TimeSpan? named) => named <= TimeSpan.Zero ? null : named > LongestPause ? LongestPause : named;

    private static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
