using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace October.Tasks.Generators;

/// <summary>A parameter's default value as an expression.</summary>
internal static class Constant
{
    public static string Of(ITypeSymbol type, object? value)
    {
        var name = type.ToDisplayString(JsonForm.WithNulls);
        return value switch
        {
            null => $"default({name})!",
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            char one => SymbolDisplay.FormatLiteral(one, quote: true),
            bool flag => flag ? "true" : "false",
            double number => Floating(number, number.ToString("R", CultureInfo.InvariantCulture) + "D", "double"),
            float number => Floating(number, number.ToString("R", CultureInfo.InvariantCulture) + "F", "float"),
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
            ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
            IFormattable number => $"({name})({number.ToString(null, CultureInfo.InvariantCulture)})",
            _ => $"default({name})!",
        };
    }

    private static string Floating(double value, string literal, string type) =>
        double.IsNaN(value) ? type + ".NaN"
        : double.IsPositiveInfinity(value) ? type + ".PositiveInfinity"
        : double.IsNegativeInfinity(value) ? type + ".NegativeInfinity"
        : literal;
}
