using System.Buffers;

namespace October.Tasks.Redis;

/// <summary>
/// Which names a queue may have. A queue's name is the key of its list in Redis, so that a name of another use would make the list, or that other use, fail.
/// Other apps of the same Redis may have any prefix before their keys, so that such a name is none behind any prefix either.
/// </summary>
public static class QueueName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 200;

    private const string Punctuation = "._-:@/#+=~{}";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + Punctuation);

    /// <summary>The same rule for a script, beside the length: Lua patterns of which an allowed name has none.</summary>
    internal static readonly string[] ForbiddenPatterns =
    [
        "^$", $"[^%w{Escape(Punctuation)}]", $"{Escape(RedisKeys.ReservedSuffix)}$",
        .. RedisKeys.ReservedPrefixes.Select(Escape),
        .. RedisKeys.ReservedNames.SelectMany(static name => (string[])[$"^{Escape(name)}$", $"[^%w]{Escape(name)}$"]),
    ];

    /// <summary>Why a queue may not have this name, as the end of a sentence that begins with what was named; null when it may.</summary>
    public static string? Problem(string? name)
    {
        if (name is not { Length: > 0 and <= MaxLength })
            return $"must have 1 to {MaxLength} characters";
        if (name.AsSpan().IndexOfAnyExcept(Characters) >= 0)
            return $"must consist of letters and digits of ASCII and of {Punctuation}";
        if (Array.Find(RedisKeys.ReservedPrefixes, prefix => name.Contains(prefix, StringComparison.Ordinal)) is { } reserved)
            return $"must not {(name.StartsWith(reserved, StringComparison.Ordinal) ? "begin with" : "have")} \"{reserved}\", as keys of another use do";
        if (RedisKeys.ReservedNames.Any(reserved => IsBehind(name, reserved)) || name.EndsWith(RedisKeys.ReservedSuffix, StringComparison.Ordinal))
            return "must not be a key that Celery has another use for";
        return null;
    }

    /// <summary>Returns the name, when a queue may have it.</summary>
    /// <exception cref="ArgumentException">It may not; the message says why.</exception>
    public static string Require(string name) =>
        Problem(name) is { } problem ? throw new ArgumentException($"the name of a queue {problem}", nameof(name)) : name;

    /// <summary>The name is the reserved one, by itself or behind a prefix.</summary>
    private static bool IsBehind(string name, string reserved) =>
        name.EndsWith(reserved, StringComparison.Ordinal) && (name.Length == reserved.Length || !char.IsAsciiLetterOrDigit(name[^(reserved.Length + 1)]));

    private static string Escape(string text) =>
        string.Concat(text.Select(static character => char.IsAsciiLetterOrDigit(character) ? $"{character}" : $"%{character}"));
}
