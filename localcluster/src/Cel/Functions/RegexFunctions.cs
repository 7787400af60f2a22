using System.Text.RegularExpressions;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Functions of regular expressions.</summary>
internal static class RegexFunctions
{
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
        try
        {
            return Re2.Compile(pattern);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new CelException($"error parsing regexp: {exception.Message}");
        }
    }
}
