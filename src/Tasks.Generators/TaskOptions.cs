using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace October.Tasks.Generators;

/// <summary>The options of one <c>[Task]</c>, as expressions.</summary>
internal sealed class TaskOptions
{
    private const string Handlers = "global::October.Tasks.Handlers.";
    private const int DefaultRetries = 3;
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, TypedConstant> _given;
    private readonly Action<string, string> _refuse;

    /// <param name="attribute">The attribute.</param>
    /// <param name="exception">The type of exceptions.</param>
    /// <param name="refuse">Takes the name of an option that cannot be used, and why.</param>
    public TaskOptions(AttributeData attribute, ITypeSymbol? exception, Action<string, string> refuse)
    {
        _given = attribute.NamedArguments.ToDictionary(static one => one.Key, static one => one.Value, StringComparer.Ordinal);
        _refuse = refuse;
        Retry = ReadRetry(exception);
        RateLimit = ReadRateLimit();
        Queue = ReadQueue();
        (TimeLimit, SoftTimeLimit) = ReadLimits();
    }

    public string Retry { get; }

    /// <summary>The text, as an expression; null for none.</summary>
    public string? RateLimit { get; }

    /// <summary>The name, as an expression; null for none.</summary>
    public string? Queue { get; }

    /// <summary>The limit at which a run has failed, as an expression; null for none.</summary>
    public string? TimeLimit { get; }

    /// <summary>The limit at which a run is asked to stop, as an expression; null for none.</summary>
    public string? SoftTimeLimit { get; }

    private string ReadRetry(ITypeSymbol? exception)
    {
        var (retryFor, notFor) = (Types("RetryFor", exception), Types("DontRetryFor", exception));
        var retries = _given.TryGetValue("MaxRetries", out var given) ? (int)given.Value! : retryFor.Count > 0 ? DefaultRetries : 0;
        // Without the option a method may ask for retries itself; with 0 it may not.
        var isNone = given.Value is 0;
        if (retries < 0)
            _refuse("MaxRetries", "is below 0");
        var (backoff, max, delay) = (Seconds("RetryBackoff", 0), Seconds("RetryBackoffMax", 600), Seconds("RetryDelay", 180));
        var grows = backoff > 0;
        var jitter = !grows ? "None" : _given.TryGetValue("RetryJitter", out var spread) && spread.Value is false ? "None" : "Full";
        return $"new {Handlers}RetryPolicy({retries}, {Span(grows ? backoff : delay)}, {Span(grows ? max : delay)}) "
            + $"{{ Jitter = {Handlers}RetryJitter.{jitter}, For = {List(retryFor)}, NotFor = {List(notFor)}{(isNone ? ", RequestedRetries = 0" : "")} }}";
    }

    private string? ReadRateLimit()
    {
        if (!_given.TryGetValue("RateLimit", out var given) || given.Value is not string text)
            return null;
        if (!Regex.IsMatch(text, @"^[0-9]+(\.[0-9]+)?(/[smh]?)?\z", Options, Longest))
            _refuse("RateLimit", "is none: write one such as 5/s, 10/m or 100/h");
        return SymbolDisplay.FormatLiteral(text, quote: true);
    }

    private string? ReadQueue()
    {
        if (!_given.TryGetValue("Queue", out var given) || given.Value is not string text)
            return null;
        if (!Regex.IsMatch(text, @"^[A-Za-z0-9._\-:@/#+=~{}]{1,200}\z", Options, Longest))
            _refuse("Queue", "cannot be the name of one: it must have 1 to 200 letters and digits of ASCII and ._-:@/#+=~{}");
        return SymbolDisplay.FormatLiteral(text, quote: true);
    }

    private (string? Hard, string? Soft) ReadLimits()
    {
        var (hard, soft) = (Seconds("TimeLimit", 0), Seconds("SoftTimeLimit", 0));
        if (hard > 0 && soft >= hard)
            _refuse("SoftTimeLimit", "must be below TimeLimit");
        return (hard > 0 ? Span(hard) : null, soft > 0 ? Span(soft) : null);
    }

    private double Seconds(string name, double otherwise)
    {
        var seconds = _given.TryGetValue(name, out var given) ? (double)given.Value! : otherwise;
        if (seconds is >= 0 and <= 365 * 86400.0)
            return seconds;
        _refuse(name, "must be a number of seconds from 0 to those of a year");
        return otherwise;
    }

    private List<string> Types(string name, ITypeSymbol? exception)
    {
        var types = new List<string>();
        if (!_given.TryGetValue(name, out var given) || given.IsNull)
            return types;
        foreach (var one in given.Values)
        {
            if (one.Value is INamedTypeSymbol type && Is(type, exception))
                types.Add($"typeof({type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})");
            else
                _refuse(name, $"has {one.Value ?? "null"}, which is no exception");
        }

        return types;
    }

    private static bool Is(INamedTypeSymbol type, ITypeSymbol? exception)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(one, exception))
                return !type.IsUnboundGenericType && Visibility.IsReachable(type);
        }

        return false;
    }

    private static string Span(double seconds) => $"global::System.TimeSpan.FromSeconds({seconds.ToString("R", CultureInfo.InvariantCulture)}D)";

    private static string List(List<string> types) => types.Count == 0 ? "[]" : $"[{string.Join(", ", types)}]";
}
