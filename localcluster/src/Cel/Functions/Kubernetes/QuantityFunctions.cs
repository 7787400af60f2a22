using October.LocalCluster.Cel.Values;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' quantity library.</summary>
internal static class QuantityFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["isQuantity"] = static (context, args) => args is [string text] ? Parse(context, text) is not null : throw CelException.NoSuchOverload(),
        ["quantity"] = static (context, args) => args is [string text]
            ? Parse(context, text) ?? throw new CelException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
            : throw CelException.NoSuchOverload(),
    };

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["sign"] = static (_, args) => args is [CelQuantity q] ? (long)q.Nanos.Sign : throw CelException.NoSuchOverload(),
        ["isInteger"] = static (_, args) => args is [CelQuantity q] ? q.IsInteger : throw CelException.NoSuchOverload(),
        ["asInteger"] = static (_, args) => args is [CelQuantity q]
            ? q.IsInteger ? (long)(q.Nanos / CelQuantity.One) : throw new CelException("cannot convert value to integer")
            : throw CelException.NoSuchOverload(),
        ["asApproximateFloat"] = static (_, args) => args is [CelQuantity q] ? q.Approximate : throw CelException.NoSuchOverload(),
        ["isGreaterThan"] = static (_, args) => args is [CelQuantity a, CelQuantity b] ? a.Nanos > b.Nanos : throw CelException.NoSuchOverload(),
        ["isLessThan"] = static (_, args) => args is [CelQuantity a, CelQuantity b] ? a.Nanos < b.Nanos : throw CelException.NoSuchOverload(),
        ["compareTo"] = static (_, args) => args is [CelQuantity a, CelQuantity b] ? (long)a.Nanos.CompareTo(b.Nanos) : throw CelException.NoSuchOverload(),
        ["add"] = static (_, args) => args switch
        {
            [CelQuantity a, CelQuantity b] => new CelQuantity(a.Nanos + b.Nanos),
            [CelQuantity a, long b] => new CelQuantity(a.Nanos + b * CelQuantity.One),
            _ => throw CelException.NoSuchOverload(),
        },
        ["sub"] = static (_, args) => args switch
        {
            [CelQuantity a, CelQuantity b] => new CelQuantity(a.Nanos - b.Nanos),
            [CelQuantity a, long b] => new CelQuantity(a.Nanos - b * CelQuantity.One),
            _ => throw CelException.NoSuchOverload(),
        },
    };

    private static CelQuantity? Parse(FunctionContext context, string text)
    {
        context.Meter.ChargeText(text.Length);
        // Beyond this length a number is no amount of anything, and exponents could need gigabytes of digits.
        return text.Length <= 64 && Exponent(text) is <= 400 && Quantity.Parse(text) is { } nanos ? new CelQuantity(nanos) : null;
    }

    private static int Exponent(string text)
    {
        var at = text.AsSpan().IndexOfAny('e', 'E');
        if (at < 0 || at == text.Length - 1)
            return 0;
        return int.TryParse(
            text.AsSpan(at + 1).TrimStart('-').TrimStart('+'),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var power)
            ? power
            : int.MaxValue;
    }
}
