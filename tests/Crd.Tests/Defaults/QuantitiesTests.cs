using System.Text.RegularExpressions;
using CsCheck;
using October.Crd.Schema;

namespace October.Crd.Defaults;

public sealed class QuantitiesTests
{
    private static readonly Regex Pattern = new(
        SchemaBuilder.QuantityPattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly string[] Signs = ["", "+", "-"];

    private static readonly string[] Units =
        ["", "n", "u", "m", "k", "Ki", "M", "Mi", "G", "Gi", "T", "Ti", "P", "Pi", "E", "Ei", "e3", "E18", "e+9", "e-3", "e-99", "e18", "e19", "e99", "K"];

    /// <summary>Else an app that the API server has taken stops at a field that only the operator can judge.</summary>
    [Fact]
    public void What_the_schema_lets_through_the_operator_can_read() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 32], Gen.Int[-1, 32], Gen.Int[0, 9], Gen.Int[0, Units.Length - 1]).Sample(
            (sign, digits, fraction, digit, unit) =>
            {
                var text = $"{Signs[sign]}{Repeat(digit, digits)}{(fraction < 0 ? "" : ".")}{Repeat(digit, fraction)}{Units[unit]}";
                return !Pattern.IsMatch(text) || Quantities.IsQuantity(text);
            },
            iter: 20_000);

    [Theory]
    [InlineData("0")]
    [InlineData("100m")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("0.25Gi")]
    [InlineData("+1e3")]
    [InlineData("12E6")]
    [InlineData("1E")]
    [InlineData("1e-9")]
    [InlineData("53687091200")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775807n")]
    [InlineData("8Ei")]
    [InlineData("8589934591Gi")]
    public void What_a_pod_may_have_is_taken(string quantity)
    {
        Assert.Matches(SchemaBuilder.QuantityPattern, quantity);
        Assert.True(Quantities.IsQuantity(quantity));
    }

    private static string Repeat(int digit, int count) => new((char)('0' + digit), Math.Max(count, 0));
}
