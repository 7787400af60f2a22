using System.Text.RegularExpressions;
using October.Common.Secrets;
using October.Common.Text;

namespace October.Operator.Messages;

/// <summary>Keeps what a stranger writes, answers or logs from filling status or events, from posing as something else, and from spreading secrets.</summary>
internal static partial class Bounded
{
    private const int TextLimit = 200;

    /// <summary>No pattern needs one of them for the few hundred characters that are looked at.</summary>
    private const int Milliseconds = 1000;

    /// <summary>
    /// At most 200 characters, or as many as the limit says, on one line: control characters and those that change the direction of text are shown as
    /// escapes, and values that look like credentials as <c>***</c>.
    /// </summary>
    public static string Text(string text, int limit = TextLimit)
    {
        // More than is shown: what the limit cuts off must not hide by what a secret is known.
        var considered = 4 * limit;
        var line = VisibleText.Of((text.Length > considered ? text[..considered] : text).ReplaceLineEndings(" ").Trim());
        foreach (var pattern in new[] { Named(), Scheme(), UserInfo(), Token(), KeyBlock() })
            line = pattern.Replace(line, "${before}***");
        line = Hex().Replace(line, match => line.AsSpan(0, match.Index).EndsWith("sha256:") ? match.Value : "***");
        if (line.Length <= limit)
            return line;
        var end = limit - 1;
        return line[..(char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)] + "…";
    }

    /// <summary>A value after the name of a secret: <c>password=x</c>, <c>"apiKey": "x"</c>, <c>X-API-Key: x</c>; also in JSON that is text in JSON.</summary>
    [GeneratedRegex(
        "(?<before>" + SecretPatterns.Names
            + """[a-z_-]{0,20}(?:\\{0,3}["'])?\s{0,3}[:=]\s{0,3})(?:(?:bearer|basic)\s+)?(?:\\{1,3}"[^"\\]*|"[^"]*"?|'[^']*'?|[^\s,;&}"']+)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex Named();

    /// <summary>What an Authorization header has.</summary>
    [GeneratedRegex(
        @"(?<before>\b(?:bearer|basic) {1,3})[A-Za-z0-9._~+/=-]{6,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex Scheme();

    /// <summary>Credentials in a URL.</summary>
    [GeneratedRegex(SecretPatterns.UserInfo, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex UserInfo();

    /// <summary>Tokens that say by their beginning what they are: JWTs, cloud and forge keys.</summary>
    [GeneratedRegex(
        @"(?<before>)\b(?:eyJ[A-Za-z0-9_-]{10,}[A-Za-z0-9._-]*|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abpr]-[A-Za-z0-9-]{10,})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex Token();

    /// <summary>256 bits, as the operator's own passwords have; those after <c>sha256:</c> are an image's digest.</summary>
    [GeneratedRegex("[0-9a-f]{64,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex Hex();

    /// <summary>A private key, from its first line to the end of what is shown.</summary>
    [GeneratedRegex(
        "(?<before>-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----).*", RegexOptions.Singleline | RegexOptions.CultureInvariant, Milliseconds)]
    private static partial Regex KeyBlock();
}
