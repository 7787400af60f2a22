using System.Text.RegularExpressions;
using October.Operator.Decide.Rotation;

namespace October.Operator.Desired.Redis;

/// <summary>The part of redis' configuration that says who may log in, and do what. Redis reads it when it starts.</summary>
internal static partial class AuthFile
{
    public const string Name = "auth.conf";

    /// <summary>A server without users, such as Garnet, reads the first line alone; for redis the last one counts.</summary>
    public static string Write(Passwords passwords) => string.Concat(
        RedisAccounts.Of(passwords, [.. passwords.Accepted])
            .Select(account => $"user {account.Name} on {string.Join(' ', account.Passwords.Select(password => Quote($">{password}")))} {account.Rights}\n")
            .Prepend($"requirepass {Quote(passwords.Current)}\n"));

    /// <summary>
    /// The application's passwords in a file that <see cref="Write"/> made, or an older operator, the current one first; empty where it is another.
    /// </summary>
    public static IReadOnlyList<string> Read(string text)
    {
        var lines = text.Split('\n').Select(line => Word().Matches(line).Select(match => Unquote(match.Value)).ToList()).ToList();
        return lines.Find(words => words is ["user", RedisAccounts.Application, ..]) is { } user
            ? [.. user.Where(word => word.StartsWith('>')).Select(word => word[1..])]
            : lines.Find(words => words is ["requirepass", _]) is [_, var password] ? [password] : [];
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
