using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Go's regular expressions (github.com/google/re2/wiki/Syntax): linear in the text.</summary>
public static class Re2
{
    private const int CacheSize = 1000;

    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    /// <summary>The pattern as .NET writes it.</summary>
    /// <exception cref="RegexParseException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking, which RE2 does not have.</exception>
    public static Regex Compile(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var known))
            return known;
        // RE2 knows named groups as (?P<name>…), and $ means the end of the text, not also the place before a last line break.
        var translated = EndOfText(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal));
        var regex = new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        if (Cache.Count < CacheSize)
            Cache.TryAdd(pattern, regex);
        return regex;
    }

    private static string EndOfText(string pattern)
    {
        var inClass = false;
        var text = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(c).Append(pattern[++i]);
                continue;
            }

            inClass = c == '[' || (inClass && c != ']');
            text.Append(c == '$' && !inClass && !pattern.StartsWith("(?m", StringComparison.Ordinal) ? "\\z" : c.ToString());
        }

        return text.ToString();
    }
}
