using System.Net;
using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>Turns a failed answer, or an ERROR event, into a <see cref="KubeApiException"/>.</summary>
internal static class KubeErrors
{
    public static async Task<KubeApiException> FromAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var retryAfter = response.Headers.RetryAfter?.Delta;
        try
        {
            using var document = JsonDocument.Parse(body, KubeJson.Documents);
            return From(document.RootElement, response.StatusCode, retryAfter);
        }
        catch (JsonException)
        {
            var text = body.Length > 200 ? body[..200] : body;
            return new KubeApiException(response.StatusCode, "", $"HTTP {(int)response.StatusCode}: {text}", retryAfter);
        }
    }

    public static KubeApiException From(JsonElement status, HttpStatusCode fallback = HttpStatusCode.InternalServerError, TimeSpan? retryAfter = null)
    {
        var code = fallback;
        string reason = "", message = "";
        if (status.ValueKind == JsonValueKind.Object)
        {
            if (status.TryGetProperty("code", out var number) && number.TryGetInt32(out var value))
                code = (HttpStatusCode)value;
            reason = Text(status, "reason");
            message = Text(status, "message");
            if (retryAfter is null && status.TryGetProperty("details", out var details)
                && details.TryGetProperty("retryAfterSeconds", out var seconds) && seconds.TryGetInt32(out var wait))
            {
                retryAfter = TimeSpan.FromSeconds(wait);
            }
        }

        return new KubeApiException(code, reason, message.Length > 0 ? message : $"HTTP {(int)code} {reason}", retryAfter);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
