namespace October.LocalCluster.Cel.Values.Kubernetes;

/// <summary>An absolute URL, or an absolute path, as Go's <c>url.ParseRequestURI</c> takes apart.</summary>
internal sealed record CelUrl(string Text, string Scheme, string Host, string Path, string Query)
{
    public string HostName => Host.StartsWith('[') ? Host[1..Math.Max(1, Host.IndexOf(']', StringComparison.Ordinal))] : Host.Split(':')[0];

    public string Port => Host.LastIndexOf(':') is var at and >= 0 && !Host[at..].Contains(']', StringComparison.Ordinal) ? Host[(at + 1)..] : "";

    public static CelUrl? Parse(string text)
    {
        if (text.Length == 0 || text.Any(static c => c <= ' ' || c == 0x7f))
            return null;
        if (text.StartsWith('/'))
        {
            var (path, query) = Cut(text, '?');
            return IsEscapedWell(path) ? new CelUrl(text, "", "", path, query) : null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (
            colon <= 0
            || !char.IsAsciiLetter(text[0])
            || !text.AsSpan(0, colon).ToString().All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
            return null;
        var scheme = text[..colon].ToLowerInvariant();
        var (rest, search) = Cut(text[(colon + 1)..], '?');
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return rest.StartsWith('/') ? new CelUrl(text, scheme, "", rest, search) : null;
        var slash = rest.IndexOf('/', 2);
        var authority = slash < 0 ? rest[2..] : rest[2..slash];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var url = new CelUrl(text, scheme, host, slash < 0 ? "" : rest[slash..], search);
        return
            url.Port.All(char.IsAsciiDigit)
            && host.All(static c => c is not ('"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}'))
            && IsEscapedWell(url.Path)
            ? url
            : null;
    }

    /// <summary>Of the URL as it is, with what must be escaped escaped.</summary>
    public string EscapedPath =>
        string.Concat(
            Path.Select(static c =>
                c is '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}' or > '~' ? Uri.EscapeDataString(c.ToString()) : c.ToString()));

    private static (string Before, string After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var i and >= 0 ? (text[..i], text[(i + 1)..]) : (text, "");

    private static bool IsEscapedWell(string path)
    {
        for (var i = path.IndexOf('%', StringComparison.Ordinal); i >= 0; i = path.IndexOf('%', i + 1))
        {
            if (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2]))
                return false;
        }

        return true;
    }
}
