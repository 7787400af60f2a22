namespace October.Operator.Smoke;

/// <summary>Where an app's api answers.</summary>
internal static class Endpoint
{
    /// <summary>A path of it. The base may have a path of its own, as the API server's proxy has.</summary>
    /// <exception cref="FormatException">The path would lead elsewhere: what a probe asks for must never leave the api that is probed.</exception>
    public static Uri At(Uri address, string path)
    {
        if (Refusal(path) is { } refusal)
            throw new FormatException($"a path that stays below the api: {refusal}");
        var target = new Uri(address.AbsoluteUri.TrimEnd('/') + path, UriKind.Absolute);
        // Whatever the rules above do not know: what is sent is looked at as it is sent.
        return IsBelow(address, target) ? target : throw new FormatException("a path that stays below the api: this one does not");
    }

    /// <summary>The target is on the same server, below the base's path.</summary>
    public static bool IsBelow(Uri address, Uri target) =>
        target.Scheme == address.Scheme
        && target.Authority == address.Authority
        && target.UserInfo.Length == 0
        && target.AbsolutePath.StartsWith(address.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string? Refusal(string path)
    {
        if (!path.StartsWith('/'))
            return "it must begin with a slash";
        if (path.AsSpan().ContainsAnyInRange('\0', ' ') || path.Contains('\x7f', StringComparison.Ordinal))
            return "it must not contain spaces or control characters";
        if (path.Contains('#', StringComparison.Ordinal))
            return "it must not contain a fragment";
        var part = path.AsSpan();
        if (part.IndexOf('?') is >= 0 and var query)
            part = part[..query];
        var decoded = part.ToString();
        // Proxies may decode more than once.
        for (var i = 0; i < 3; i++)
            decoded = Uri.UnescapeDataString(decoded);
        if (decoded.Contains('\\', StringComparison.Ordinal))
            return "it must not contain backslashes";
        return Array.Exists(decoded.Split('/'), static segment => segment is "." or "..") ? "it must not contain the segments . and .." : null;
    }
}
