using October.Api.Security;

namespace October.Api.Tasks;

/// <summary>
/// The header <c>Idempotency-Key</c>. It belongs to the API key that it comes with: a caller must not stop another's task by using its idempotency key first.
/// </summary>
internal static class IdempotencyKey
{
    /// <summary>Its name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The most characters of a key.</summary>
    public const int Longest = 255;

    /// <summary>What it must be, as a sentence.</summary>
    public const string Rule = "Idempotency-Key must be one value of 1 to 255 characters.";

    /// <summary>Reads it; null where the request has none.</summary>
    /// <returns>False when it is not one value, or empty, or too long.</returns>
    public static bool TryRead(HttpContext http, out string? key)
    {
        key = null;
        if (http.Request.Headers[Header] is not { Count: > 0 } values)
            return true;
        if (values is not [{ Length: > 0 and <= Longest } value])
            return false;
        key = Caller.Of(http, http.Features.Get<ApiKey>()).Key is { } caller ? $"{caller} {value}" : value;
        return true;
    }
}
