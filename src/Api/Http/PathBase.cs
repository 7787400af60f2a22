using System.Text.RegularExpressions;

namespace October.Api.Http;

/// <summary>The path under which a proxy serves the api, whether it removes it from requests or not.</summary>
internal static partial class PathBase
{
    /// <summary>The first parts of the api's own paths: where a proxy has removed the base, nobody could tell one from the other.</summary>
    private static readonly string[] Own = ["tasks", "queues", "schedules", "docs", "openapi", "healthz", "ready", "metrics"];

    /// <summary>Why a text is none, as the end of a sentence; null for a path, and for none.</summary>
    public static string? Problem(string path) =>
        path.Length == 0 ? null
        : !Form.IsMatch(path) ? "must be a path such as /shop, without a slash at its end"
        : Own.Contains(path.Split('/')[1]) ? "must not begin with a path of the api's own"
        : null;

    [GeneratedRegex(@"^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form { get; }
}
