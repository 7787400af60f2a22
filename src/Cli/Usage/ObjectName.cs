using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace October.Cli.Usage;

/// <summary>Names of Kubernetes objects on the command line: what cannot be one is a usage error and never part of a request.</summary>
internal static partial class ObjectName
{
    /// <summary>A validator for options and arguments whose values are names.</summary>
    public static void Check(SymbolResult result)
    {
        foreach (var text in result.Tokens.Select(token => token.Value).Where(text => !text.StartsWith('-') && !Name().IsMatch(text)))
            result.AddError($"'{text}' is not a name: use lower case letters, digits, '-' and '.'.");
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
