using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace October.Tasks.Telemetry;

/// <summary>Text of others, such as an exception's message, in a form that is safe and small enough for the log.</summary>
public static partial class LogText
{
    /// <summary>At most so many characters; control characters, but for line feeds and tabs, as escapes, and passwords in URLs as <c>***</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most characters.</param>
    public static string Of(string text, int limit)
    {
        var cut = text.Length <= limit ? text : text[..limit] + "…";
        var visible = new StringBuilder(cut.Length);
        foreach (var character in UserInfo().Replace(cut, "${before}***"))
        {
            if (character is '\n' or '\t' || !(char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format))
                visible.Append(character);
            else if (character != '\r')
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return visible.ToString();
    }

    /// <summary>The same in one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most characters.</param>
    public static string Line(string text, int limit) =>
        Of(text, limit).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    /// <summary>A password with a slash or an @ in it ends at the last @. What follows the colon may also be a port.</summary>
    [GeneratedRegex(@"(?<before>://[^/\s:@]{0,100}:)(?![0-9]{1,5}/)[^\s""'<>]{1,500}(?=@)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();
}
