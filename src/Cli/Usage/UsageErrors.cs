using System.CommandLine;
using System.CommandLine.Parsing;

namespace October.Cli.Usage;

/// <summary>Says in one line what is wrong with a command line, and what may have been meant.</summary>
internal static class UsageErrors
{
    /// <summary>The exit code of a command line that cannot be carried out.</summary>
    public const int ExitCode = 2;

    /// <summary>What to print.</summary>
    public static string Describe(ParseResult parsed)
    {
        var path = Path(parsed.CommandResult);
        var unknown = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(Options).Concat(parsed.UnmatchedTokens).FirstOrDefault();
        var what = unknown is null ? Sentence(parsed.Errors[0].Message) : Unknown(parsed.CommandResult.Command, path, unknown);
        return $"october: {what} See: {path} --help";
    }

    /// <summary>Refuses empty text where something has to be named, such as a file, and what looks like an option where an argument belongs.</summary>
    public static void Guard(Command command)
    {
        foreach (var option in command.Options.Where(option => option.ValueType == typeof(string)))
            option.Validators.Add(result => RefuseEmpty(option.Name, result));
        foreach (var argument in command.Arguments.Where(_ => command.TreatUnmatchedTokensAsErrors))
        {
            argument.Validators.Add(result => RefuseEmpty($"<{argument.Name}>", result));
            argument.Validators.Add(result =>
            {
                foreach (var option in Options(result))
                    result.AddError($"'{option}' is not an argument.");
            });
        }

        foreach (var inner in command.Subcommands)
            Guard(inner);
    }

    /// <summary>The parser takes an option that it does not know for an argument, where one may follow.</summary>
    private static IEnumerable<string> Options(ArgumentResult result) =>
        result.Tokens.Select(token => token.Value).Where(text => text.StartsWith('-') && text.Length > 1);

    private static void RefuseEmpty(string name, SymbolResult result)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            result.AddError($"{name} must not be empty.");
    }

    private static string Unknown(Command command, string path, string unknown)
    {
        var isOption = unknown.StartsWith('-');
        var known = isOption
            ? command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal))
            : command.Subcommands.Where(inner => !inner.Hidden).Select(inner => inner.Name);
        var what = isOption ? $"{path} has no option '{unknown}'"
            : command.Subcommands.Count > 0 ? $"there is no command '{unknown}'"
            : $"{path} takes no further argument, but there is '{unknown}'";
        return Spelling.Nearest(unknown, known) is { } nearest ? $"{what}; did you mean {nearest}?" : $"{what}.";
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "october";

    /// <summary>In one line, also where it has a list.</summary>
    private static string Sentence(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.') + ".";
}
