using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Functions on texts, by code points: CEL's own and those of the strings extension.</summary>
internal static class StringFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["strings.quote"] = static (context, args) => args is [string text] ? Quote(Charged(context, text)) : throw CelException.NoSuchOverload(),
    };

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["startsWith"] = static (context, args) =>
            args is [string text, string part]
                ? Charged(context, part).Length <= text.Length && text.StartsWith(part, StringComparison.Ordinal)
                : throw CelException.NoSuchOverload(),
        ["endsWith"] = static (context, args) =>
            args is [string text, string part]
                ? Charged(context, part).Length <= text.Length && text.EndsWith(part, StringComparison.Ordinal)
                : throw CelException.NoSuchOverload(),
        ["contains"] = static (context, args) =>
            args is [string text, string part] ? Charged(context, text).Contains(part, StringComparison.Ordinal) : throw CelException.NoSuchOverload(),
        ["charAt"] = static (_, args) => args is [string text, long at] ? CharAt(text, at) : throw CelException.NoSuchOverload(),
        ["indexOf"] = static (context, args) => args switch
        {
            [string text, string part] => IndexOf(Charged(context, text), part, 0),
            [string text, string part, long from] => IndexOf(Charged(context, text), part, from),
            _ => throw CelException.NoSuchOverload(),
        },
        ["lastIndexOf"] = static (context, args) => args switch
        {
            [string text, string part] => LastIndexOf(Charged(context, text), part, null),
            [string text, string part, long from] => LastIndexOf(Charged(context, text), part, from),
            _ => throw CelException.NoSuchOverload(),
        },
        ["lowerAscii"] = static (context, args) =>
            args is [string text] ? Map(Charged(context, text), char.IsAsciiLetterUpper, static c => (char)(c + 32)) : throw CelException.NoSuchOverload(),
        ["upperAscii"] = static (context, args) =>
            args is [string text] ? Map(Charged(context, text), char.IsAsciiLetterLower, static c => (char)(c - 32)) : throw CelException.NoSuchOverload(),
        ["replace"] = static (context, args) => args switch
        {
            [string text, string old, string with] => Replace(Charged(context, text), old, with, -1),
            [string text, string old, string with, long limit] => Replace(Charged(context, text), old, with, limit),
            _ => throw CelException.NoSuchOverload(),
        },
        ["split"] = static (context, args) => args switch
        {
            [string text, string separator] => Split(Charged(context, text), separator, -1),
            [string text, string separator, long limit] => Split(Charged(context, text), separator, limit),
            _ => throw CelException.NoSuchOverload(),
        },
        ["substring"] = static (context, args) => args switch
        {
            [string text, long from] => Substring(Charged(context, text), from, null),
            [string text, long from, long to] => Substring(Charged(context, text), from, to),
            _ => throw CelException.NoSuchOverload(),
        },
        ["trim"] = static (context, args) => args is [string text] ? Charged(context, text).Trim() : throw CelException.NoSuchOverload(),
        ["reverse"] = static (context, args) =>
            args is [string text] ? Utf8.Text([.. Utf8.Runes(Charged(context, text)).Reverse()]) : throw CelException.NoSuchOverload(),
        ["format"] = static (context, args) =>
            args is [string text, ICelList values] ? StringFormat.Format(Charged(context, text), values) : throw CelException.NoSuchOverload(),
        ["join"] = static (context, args) => args switch
        {
            [ICelList list] => Join(context, list, ""),
            [ICelList list, string separator] => Join(context, list, separator),
            _ => throw CelException.NoSuchOverload(),
        },
    };

    private static string Charged(FunctionContext context, string text)
    {
        context.Meter.ChargeText(text.Length);
        return text;
    }

    private static string CharAt(string text, long at)
    {
        var runes = Utf8.Runes(text);
        if (at < 0 || at > runes.Length)
            throw new CelException($"index out of range: {at}");
        return at == runes.Length ? "" : runes[at].ToString();
    }

    private static long IndexOf(string text, string part, long from)
    {
        var (runes, wanted) = (Utf8.Runes(text), Utf8.Runes(part));
        if (from < 0 || from > runes.Length)
            throw new CelException($"index out of range: {from}");
        var at = runes.AsSpan((int)from).IndexOf(wanted);
        return at < 0 ? -1 : at + from;
    }

    private static long LastIndexOf(string text, string part, long? from)
    {
        var (runes, wanted) = (Utf8.Runes(text), Utf8.Runes(part));
        if (from < 0 || from > runes.Length)
            throw new CelException($"index out of range: {from}");
        for (var at = Math.Min(from ?? runes.Length, runes.Length - wanted.Length); at >= 0; at--)
        {
            if (runes.AsSpan((int)at).StartsWith(wanted))
                return at;
        }

        return -1;
    }

    private static string Map(string text, Func<char, bool> which, Func<char, char> map) =>
        string.Create(text.Length, (text, which, map), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = state.which(state.text[i]) ? state.map(state.text[i]) : state.text[i];
        });

    /// <summary>As Go's <c>strings.Replace</c>: an empty text to replace is found before each code point and at the end.</summary>
    private static string Replace(string text, string old, string with, long limit)
    {
        if (limit < 0 && old.Length > 0)
            return text.Replace(old, with, StringComparison.Ordinal);
        var result = new System.Text.StringBuilder();
        var at = 0;
        for (; limit != 0; limit--)
        {
            var found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : at;
            if (found < 0)
                break;
            result.Append(text, at, found - at).Append(with);
            at = found + old.Length;
            if (old.Length > 0)
                continue;
            if (at == text.Length)
                break;
            var step = char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
            result.Append(text, at, step);
            at += step;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static CelList Split(string text, string separator, long limit)
    {
        if (limit == 0)
            return new CelList([]);
        var count = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        if (separator.Length > 0)
            return new CelList([.. text.Split(separator, count)]);
        var runes = Utf8.Runes(text).Select(static rune => (object?)rune.ToString()).ToList();
        return runes.Count <= count
            ? new CelList(runes)
            : new CelList([.. runes.Take(count - 1), string.Concat(runes.Skip(count - 1))]);
    }

    private static string Substring(string text, long from, long? to)
    {
        var runes = Utf8.Runes(text);
        var end = to ?? runes.Length;
        if (from < 0 || from > runes.Length)
            throw new CelException($"index out of range: {from}");
        if (end < 0 || end > runes.Length)
            throw new CelException($"index out of range: {end}");
        if (from > end)
            throw new CelException($"invalid substring range. start: {from}, end: {end}");
        return Utf8.Text(runes.AsSpan((int)from, (int)(end - from)));
    }

    private static string Join(FunctionContext context, ICelList list, string separator)
    {
        var parts = list.Select(static item => item as string ?? throw CelException.NoSuchOverload()).ToList();
        context.Meter.ChargeText(parts.Sum(static part => part.Length) + parts.Count * separator.Length);
        return string.Join(separator, parts);
    }

    /// <summary>In double quotes, with what cannot be printed escaped.</summary>
    private static string Quote(string text)
    {
        var quoted = new System.Text.StringBuilder("\"");
        foreach (var letter in text)
        {
            quoted.Append(letter switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
