using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace October.Cli.Usage;

/// <summary>Options that take a whole number within bounds; anything else is a usage error.</summary>
internal static class NumberOption
{
    /// <summary>One with a default.</summary>
    public static Option<int> Create(string name, string description, int minimum, int maximum, int standard, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = result => Parse(result, name, minimum, maximum) ?? standard,
    };

    /// <summary>One that may be left out.</summary>
    public static Option<int?> Optional(string name, string description, int minimum, int maximum) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result, name, minimum, maximum),
    };

    private static int? Parse(ArgumentResult result, string name, int minimum, int maximum)
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
            return number;
        result.AddError($"{name} must be a number from {minimum} to {maximum}, not '{text}'.");
        return null;
    }
}
