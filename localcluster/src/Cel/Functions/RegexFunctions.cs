using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Regular expressions without backtracking: linear in the text, like RE2.</summary>
internal static class RegexFunctions
{
    private const int CacheSize = 1000;

    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["find"] = static (context, args) => args switch
        {
            [string text, string pattern] => Compiled(context, text, pattern).Match(text).Value,
            _ => throw CelException.NoSuchOverload(),
        },
        ["findAll"] = static (context, args) => args switch
        {
            [string text, string pattern] => All(context, text, pattern, -1),
            [string text, string pattern, long limit] => All(context, text, pattern, limit),
            _ => throw CelException.NoSuchOverload(),
        },
    };

    public static object Matches(FunctionContext context, object?[] args) => args switch
    {
        [string text, string pattern] => Compiled(context, text, pattern).IsMatch(text),
        _ => throw CelException.NoSuchOverload(),
    };

    private static CelList All(FunctionContext context, string text, string pattern, long limit)
    {
        var matches = Compiled(context, text, pattern).Matches(text).Select(static match => (object?)match.Value);
        return new CelList([.. limit < 0 ? matches : matches.Take((int)Math.Min(limit, int.MaxValue))]);
    }

    private static Regex Compiled(FunctionContext context, string text, string pattern)
    {
        context.Meter.Charge((1 + text.Length / 10) * (1 + pattern.Length / 4));
        return Compile(pattern);
    }

    /// <exception cref="CelException">The pattern is not RE2's.</exception>
    public static Regex Compile(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var known))
            return known;
        try
        {
            // RE2 knows named groups as (?P<name>…), and $ means the end of the text, not also the place before a last line break.
            var translated = EndOfText(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal));
            var regex = new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (Cache.Count < CacheSize)
                Cache.TryAdd(pattern, regex);
            return regex;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new CelException($"error parsing regexp: {exception.Message}");
        }
    }

    private static string EndOfText(string pattern)
    {
        var inClass = false;
        var text = new System.Text.StringBuilder(pattern.Length);
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
