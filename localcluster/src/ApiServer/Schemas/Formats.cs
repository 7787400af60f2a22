using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>The string formats that the real server checks; an unknown format is no rule.</summary>
internal static partial class Formats
{
    public static bool IsValid(string format, string text) => format switch
    {
        "date-time" or "datetime" => DateTimePattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "duration" => DurationPattern().IsMatch(text),
        "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        "ipv4" => IPAddress.TryParse(text, out var v4) && v4.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6,
        "cidr" => IPNetwork.TryParse(text, out _),
        "uuid" or "uuid3" or "uuid4" or "uuid5" => Guid.TryParse(text, out _),
        "email" => EmailPattern().IsMatch(text),
        "hostname" => HostPattern().IsMatch(text) && text.Length <= 253,
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "mac" => MacPattern().IsMatch(text),
        _ => true,
    };

    [GeneratedRegex(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})\\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(
        "^-?([0-9]+(\\.[0-9]*)?\\s*(ns|us|µs|ms|s|m|h|d|w|sec|secs|second|seconds|min|mins|minute|minutes|hour|hours|day|days|week|weeks)\\s*)+\\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DurationPattern();

    [GeneratedRegex("^[^@\\s]+@[^@\\s]+\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EmailPattern();

    [GeneratedRegex("^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostPattern();

    [GeneratedRegex("^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MacPattern();
}
