using System.Globalization;
using System.Text;

namespace October.LocalCluster.Cel.Values;

/// <summary>Values as text.</summary>
internal static class CelText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture),
        double number => OfDouble(number),
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        ICelList list => "[" + string.Join(", ", list.Select(Of)) + "]",
        ICelMap map => "{" + string.Join(", ", map.Keys.Select(key => map.TryGet(key, out var item) ? $"{Of(key)}: {Of(item)}" : "")) + "}",
        CelType type => type.Name,
        _ => value.ToString() ?? "",
    };

    /// <summary>As Go prints a float in its shortest form.</summary>
    private static string OfDouble(double number)
    {
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "+Inf" : "-Inf";
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (!text.Contains('E', StringComparison.Ordinal))
            return text;
        var parts = text.Split('E');
        var exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is > -5 and < 21
            ? ((decimal)number).ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}
