using System.Buffers;

namespace October.Runtime.Api;

/// <summary>Values of headers that others wrote.</summary>
public static class HeaderValue
{
    /// <summary>Visible ASCII, blanks and tabs.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create(['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)]);

    /// <summary>
    /// It can be sent as it is (RFC 9110, 5.5). A line break would end the header, and what follows would be another header, or another request, in our
    /// name; the framework sends it if headers are added without validation.
    /// </summary>
    public static bool IsValid(string value) => !value.AsSpan().ContainsAnyExcept(Allowed);
}
