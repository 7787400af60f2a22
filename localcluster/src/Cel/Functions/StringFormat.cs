using System.Globalization;
using System.Text;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary><c>"%s has %d".format([…])</c> with the verbs of the strings extension: s d f e b o x X, and a precision.</summary>
internal static class StringFormat
{
    private const int DefaultPrecision = 6;

    public static string Format(string text, ICelList values)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }

            var precision = DefaultPrecision;
            if (++i < text.Length && text[i] == '.')
            {
                var start = ++i;
                while (i < text.Length && char.IsAsciiDigit(text[i]))
                    i++;
                precision = int.TryParse(text.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits <= 100
                    ? digits
                    : throw new CelException("error while formatting: invalid precision");
            }

            if (i >= text.Length)
                throw new CelException("unexpected end of string");
            if (text[i] == '%')
                result.Append('%');
            else if (next < values.Count)
                result.Append(Clause(text[i], precision, values[next++]));
            else
                throw new CelException($"index {next} out of range");
        }

        return result.ToString();
    }

    private static string Clause(char verb, int precision, object? value) => (verb, value) switch
    {
        ('s', _) => CelText.Of(value),
        ('d', long or ulong) => CelText.Of(value),
        ('f', long or ulong or double) => Number(value).ToString("F" + precision, CultureInfo.InvariantCulture),
        ('e', long or ulong or double) => Number(value)
            .ToString((precision == 0 ? "0" : "0." + new string('0', precision)) + "e+00", CultureInfo.InvariantCulture),
        ('b', bool flag) => flag ? "1" : "0",
        ('b', long number) => (number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 2),
        ('b', ulong number) => number.ToString("b", CultureInfo.InvariantCulture),
        ('o', long number) => (number < 0 ? "-" : "") + Convert.ToString(Math.Abs(number), 8),
        ('x', long number) => (number < 0 ? "-" : "") + Math.Abs(number).ToString("x", CultureInfo.InvariantCulture),
        ('X', long number) => (number < 0 ? "-" : "") + Math.Abs(number).ToString("X", CultureInfo.InvariantCulture),
        ('x', ulong number) => number.ToString("x", CultureInfo.InvariantCulture),
        ('X', ulong number) => number.ToString("X", CultureInfo.InvariantCulture),
        ('x', string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        ('X', string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
        ('x', byte[] bytes) => Convert.ToHexStringLower(bytes),
        ('X', byte[] bytes) => Convert.ToHexString(bytes),
        ('d' or 'f' or 'e' or 'b' or 'o' or 'x' or 'X', _) => throw new CelException(
            $"error during formatting: {CelType.NameOf(value)} cannot be formatted with %{verb}"),
        _ => throw new CelException($"could not parse formatting clause: unrecognized formatting clause \"{verb}\""),
    };

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
