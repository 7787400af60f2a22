using System.Buffers;

namespace October.Cli.Load;

/// <summary>Headers as they are given, for example <c>Host: shop.localhost</c>.</summary>
internal static class LoadHeaders
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>False for what cannot be sent, and would be left out.</summary>
    public static bool IsHeader(string text) =>
        text.Split(':', 2) is [var name, var value] && name.Trim() is { Length: > 0 } trimmed && !trimmed.AsSpan().ContainsAnyExcept(Token)
        && !value.Any(char.IsControl);

    public static List<KeyValuePair<string, string>> Read(string[] given) =>
        [.. given.Select(text => text.Split(':', 2)).Select(parts => KeyValuePair.Create(parts[0].Trim(), parts[1].Trim()))];
}
