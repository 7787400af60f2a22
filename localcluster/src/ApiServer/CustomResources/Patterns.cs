using System.Text.RegularExpressions;
using October.LocalCluster.Cel.Functions;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Regular expressions of schemas, which are Go's.</summary>
internal static class Patterns
{
    /// <summary>Why the pattern cannot be used, in Go's words where there are such; null when it can.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            _ = Re2.Compile(pattern);
            return null;
        }
        catch (RegexParseException exception)
        {
            return "error parsing regexp: " + exception.Error switch
            {
                RegexParseError.UnterminatedBracket => $"missing closing ]: `{pattern[pattern.LastIndexOf('[')..]}`",
                RegexParseError.InsufficientClosingParentheses => $"missing closing ): `{pattern}`",
                RegexParseError.InsufficientOpeningParentheses => $"unexpected ): `{pattern}`",
                RegexParseError.QuantifierAfterNothing => $"missing argument to repetition operator: `{pattern[Math.Max(exception.Offset - 1, 0)..][..1]}`",
                RegexParseError.UnescapedEndingBackslash => "trailing backslash at end of expression: ``",
                _ => $"invalid or unsupported Perl syntax: `{pattern}`",
            };
        }
        catch (NotSupportedException)
        {
            return $"error parsing regexp: invalid or unsupported Perl syntax: `{pattern}`";
        }
    }
}
