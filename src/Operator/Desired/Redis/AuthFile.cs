using System.Text.RegularExpressions;
using October.Operator.Decide.Rotation;

namespace October.Operator.Desired.Redis;

/// <summary>The part of redis' configuration that says which passwords it accepts. Redis reads it when it starts.</summary>
internal static partial class AuthFile
{
    public const string Name = "auth.conf";

    /// <summary>During a rotation several passwords, which only a user may have; redis' default user is what a password alone logs in as.</summary>
    public static string Write(Passwords passwords) => passwords.IsRotating
        ? $"user default on ~* &* +@all {string.Join(' ', passwords.Accepted.Select(password => Quote($">{password}")))}\n"
        : $"requirepass {Quote(passwords.Current)}\n";

    /// <summary>The passwords of a file that <see cref="Write"/> made, the current one first; empty where it is another.</summary>
    public static IReadOnlyList<string> Read(string text)
    {
        var words = Word().Matches(text).Select(match => Unquote(match.Value)).ToList();
        return words switch
        {
            ["requirepass", var password] => [password],
            ["user", "default", ..] => [.. words.Where(word => word.StartsWith('>')).Select(word => word[1..])],
            _ => [],
        };
    }

    /// <summary>Plain where it can be: not every redis understands quotes.</summary>
    private static string Quote(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '>')
        ? text
        : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Unquote(string word) => word.StartsWith('"') ? Escape().Replace(word[1..^1], static match => match.Value[1..]) : word;

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"\\.", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
