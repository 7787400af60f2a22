using System.Text.RegularExpressions;

namespace October.Tasks.Control;

/// <summary>Which workers a command is for, as kombu says it: by a pattern of their names.</summary>
internal static class NodePattern
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>Whether a worker's name fits.</summary>
    /// <param name="node">The worker's name.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="matcher"><c>glob</c> or <c>pcre</c>.</param>
    /// <exception cref="CommandException">The pattern, or the kind of pattern, is not known.</exception>
    public static bool Fits(string node, string pattern, string matcher)
    {
        try
        {
            return matcher switch
            {
                "glob" => Regex.IsMatch(node, Glob(pattern), Options | RegexOptions.Singleline),
                "pcre" => Regex.Match(node, pattern, Options) is { Success: true, Index: 0 },
                _ => throw new CommandException($"MatcherNotInstalled('No matcher installed for {matcher}')"),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new CommandException($"the pattern of worker names cannot be used: {exception.Message}");
        }
    }

    /// <summary>Python's <c>fnmatch</c> as a regular expression.</summary>
    private static string Glob(string pattern)
    {
        var escaped = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        var sets = Regex.Replace(
            escaped,
            @"\\\[(?<not>!?)(?<set>([^\]\\]|\\.)+)\]",
            static match => $"[{(match.Groups["not"].Length > 0 ? "^" : "")}{match.Groups["set"].Value}]",
            Options | RegexOptions.ExplicitCapture);
        return $"^{sets}$";
    }
}
