using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace October.Operator;

/// <summary>Kinds of options, each of which an environment variable may set instead. What is wrong is said with both names.</summary>
internal static partial class SettingOption
{
    /// <summary>A switch that is on unless it says otherwise. Not of type bool: of such an option the parser takes no 0 or 1.</summary>
    public static Option<string?> Switch(string name, string variable, string description)
    {
        var option = Text(name, variable, description, "true", static text => text is "true" or "1" or "false" or "0", "true or false");
        option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }

    /// <summary>Whether a switch is on.</summary>
    public static bool IsOn(string? text) => text is not ("false" or "0");

    /// <summary>A whole number within bounds.</summary>
    public static Option<int> Number(string name, string variable, string description, int otherwise, int minimum, int maximum) => new(name)
    {
        Description = $"{description} ({variable})",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
            int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
                ? number
                : Refuse(result, $"{name} ({variable}) must be a whole number from {minimum} to {maximum}, not \"{result.Tokens[0].Value}\".", otherwise),
    };

    /// <summary>One of a few words.</summary>
    public static Option<string?> Choice(string name, string variable, string description, string? otherwise, params string[] choices)
    {
        var option = Text(name, variable, description, otherwise, choices.Contains, string.Join(" or ", choices));
        option.CompletionSources.Add(choices);
        return option;
    }

    /// <summary>Where a server listens.</summary>
    public static Option<string?> Address(string name, string variable, string description, string otherwise) =>
        Text(name, variable, description, otherwise, static text => ServerAddress().IsMatch(text), "an address such as http://0.0.0.0:8080");

    /// <summary>The name of a namespace.</summary>
    public static Option<string?> Namespace(string name, string variable, string description) =>
        Text(name, variable, description, null, static text => Label().IsMatch(text), "the name of a namespace");

    /// <summary>Names, separated by commas.</summary>
    public static Option<string?> Names(string name, string variable, string description) =>
        Text(name, variable, description, null, static text => Items(text).All(Label().IsMatch), "names separated by commas");

    /// <summary>Names, separated by commas; a * at the end of one matches the rest.</summary>
    public static Option<string?> Patterns(string name, string variable, string description) =>
        Text(name, variable, description, null, static text => Items(text).All(Pattern().IsMatch), "names separated by commas, a * only at their ends");

    /// <summary>What the commas separate.</summary>
    public static string[] Items(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Option<string?> Text(
        string name, string variable, string description, string? otherwise, Func<string, bool> isValid, string what)
    {
        return new Option<string?>(name) { Description = $"{description} ({variable})", DefaultValueFactory = _ => otherwise, CustomParser = Read };

        string? Read(ArgumentResult result) => result.Tokens is not [var token] ? otherwise
            : isValid(token.Value) ? token.Value
            : Refuse(result, $"{name} ({variable}) must be {what}, not \"{token.Value}\".", otherwise);
    }

    private static T Refuse<T>(ArgumentResult result, string message, T otherwise)
    {
        result.AddError(message);
        return otherwise;
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"^([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?|[-.a-z0-9]{0,252}\*)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"^http://([-.a-z0-9]+|[*+]|\[[0-9a-f:.]+\]):[0-9]{1,5}/?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ServerAddress();
}
