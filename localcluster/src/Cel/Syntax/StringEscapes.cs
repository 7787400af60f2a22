using System.Globalization;
using System.Text;

namespace October.LocalCluster.Cel.Syntax;

/// <summary>What stands between the quotes of a literal, with its escapes resolved.</summary>
internal static class StringEscapes
{
    public static string Text(string content, bool raw, int position)
    {
        if (raw || !content.Contains('\\', StringComparison.Ordinal))
            return content;
        var text = new StringBuilder(content.Length);
        Resolve(content, position, (rune, _) => text.Append(rune is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF)
            ? char.ConvertFromUtf32(rune)
            : throw new CelSyntaxException("invalid unicode code point", position)));
        return text.ToString();
    }

    /// <summary>In bytes, <c>\x</c> and octal escapes are octets, not code points.</summary>
    public static byte[] Bytes(string content, bool raw, int position)
    {
        if (raw)
            return Encoding.UTF8.GetBytes(content);
        var bytes = new List<byte>(content.Length);
        Resolve(content, position, (rune, octet) => bytes.AddRange(octet ? [(byte)rune] : Encoding.UTF8.GetBytes(char.ConvertFromUtf32(rune))));
        return [.. bytes];
    }

    private static void Resolve(string content, int position, Action<int, bool> emit)
    {
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] != '\\')
            {
                var rune = char.IsHighSurrogate(content[i]) && i + 1 < content.Length ? char.ConvertToUtf32(content[i], content[++i]) : content[i];
                emit(rune, false);
                continue;
            }

            var c = i + 1 < content.Length ? content[++i] : throw Invalid(position);
            var simple = "abfnrtv\\?\"'`".IndexOf(c);
            if (simple >= 0)
            {
                emit("\a\b\f\n\r\t\v\\?\"'`"[simple], false);
                continue;
            }

            var (digits, radix, skip) = c switch
            {
                'x' or 'X' => (2, 16, 1),
                'u' => (4, 16, 1),
                'U' => (8, 16, 1),
                >= '0' and <= '3' => (3, 8, 0),
                _ => throw Invalid(position),
            };
            if (i + skip + digits > content.Length)
                throw Invalid(position);
            emit(Number(content.AsSpan(i + skip, digits), radix, position), c is 'x' or 'X' || radix == 8);
            i += skip + digits - 1;
        }
    }

    private static int Number(ReadOnlySpan<char> digits, int radix, int position)
    {
        if (radix == 16)
            return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : throw Invalid(position);
        var octal = 0;
        foreach (var digit in digits)
            octal = digit is >= '0' and <= '7' ? octal * 8 + (digit - '0') : throw Invalid(position);
        return octal;
    }

    private static CelSyntaxException Invalid(int position) => new("Syntax error: invalid escape in string literal", position);
}
