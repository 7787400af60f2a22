using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace October.LocalCluster.Cel.Values.Kubernetes;

/// <summary>Resource quantities (<c>k8s.io/apimachinery/pkg/api/resource</c>): parsing and canonical form.</summary>
internal static partial class Quantity
{
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly (string Suffix, int Power)[] Decimal =
        [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];

    public static bool IsValid(string text) => Pattern().IsMatch(text);

    /// <summary>The canonical form; the text itself when it is no quantity (validation speaks about that).</summary>
    public static string Canonicalize(string text)
    {
        if (Parse(text) is not { } nanos)
            return text;
        var suffix = Pattern().Match(text).Groups["suffix"].Value;
        if (suffix.EndsWith('i') && suffix.Length == 2)
            return BinaryForm(nanos) ?? DecimalForm(nanos);
        return DecimalForm(nanos);
    }

    /// <summary>An amount in units of 10^-9 as text, in the form of another quantity: binary or decimal.</summary>
    public static string Format(BigInteger nanos, string like)
    {
        var suffix = Pattern().Match(like).Groups["suffix"].Value;
        return suffix.EndsWith('i') && suffix.Length == 2 && !nanos.IsZero ? BinaryForm(nanos) ?? DecimalForm(nanos) : DecimalForm(nanos);
    }

    /// <summary>The value in units of 10^-9, rounded up; null when the text is no quantity.</summary>
    public static BigInteger? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            return null;
        var number = match.Groups["number"].Value;
        var suffix = match.Groups["suffix"].Value;
        var point = number.IndexOf('.');
        var digits = BigInteger.Parse(number.Replace(".", "").Replace("+", ""), CultureInfo.InvariantCulture);
        var scale = point < 0 ? 0 : number.Length - point - 1;
        var power = 9 - scale;
        var factor = BigInteger.One;
        if (Array.IndexOf(Binary, suffix) is > 0 and var binary)
            factor = BigInteger.Pow(1024, binary);
        else if (suffix.Length > 1 && suffix[0] is 'e' or 'E')
            power += int.Parse(suffix[1..], CultureInfo.InvariantCulture);
        else
            power += Decimal.First(d => d.Suffix == suffix).Power;
        var value = digits * factor;
        if (power >= 0)
            return value * BigInteger.Pow(10, power);
        var divisor = BigInteger.Pow(10, -power);
        var (quotient, remainder) = BigInteger.DivRem(value, divisor);
        return remainder.Sign > 0 ? quotient + 1 : quotient;
    }

    /// <summary>The value in the resource's base unit (cores, bytes); null when the text is no quantity.</summary>
    public static decimal? Amount(string? text)
    {
        if (string.IsNullOrEmpty(text) || Parse(text) is not { } nanos)
            return null;
        var (whole, fraction) = BigInteger.DivRem(nanos, 1_000_000_000);
        return (decimal)whole + ((decimal)fraction / 1_000_000_000m);
    }

    private static string? BinaryForm(BigInteger nanos)
    {
        var (whole, fraction) = BigInteger.DivRem(nanos, 1_000_000_000);
        if (!fraction.IsZero)
            return null;
        var index = 0;
        while (!whole.IsZero && index < Binary.Length - 1 && (whole % 1024).IsZero)
        {
            whole /= 1024;
            index++;
        }

        return $"{whole}{Binary[index]}";
    }

    private static string DecimalForm(BigInteger nanos)
    {
        if (nanos.IsZero)
            return "0";
        var index = 0;
        while (index < Decimal.Length - 1 && (nanos % 1000).IsZero)
        {
            nanos /= 1000;
            index++;
        }

        return $"{nanos}{Decimal[index].Suffix}";
    }

    [GeneratedRegex(
        "^(?<number>[+-]?([0-9]{1,100}(\\.[0-9]{0,100})?|\\.[0-9]{1,100}))(?<suffix>|[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,3})\\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
