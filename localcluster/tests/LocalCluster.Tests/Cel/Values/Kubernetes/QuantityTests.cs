namespace October.LocalCluster.Cel.Values.Kubernetes;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1500m", "1500m")]
    [InlineData("1000m", "1")]
    [InlineData("0.5", "500m")]
    [InlineData("1e3", "1k")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("0", "0")]
    [InlineData("nonsense", "nonsense")]
    public void Has_a_canonical_form(string text, string expected) => Assert.Equal(expected, Quantity.Canonicalize(text));

    [Theory]
    [InlineData("250m", 0.25)]
    [InlineData("2", 2)]
    [InlineData("1Ki", 1024)]
    [InlineData("1.5Gi", 1610612736)]
    [InlineData("1e3", 1000)]
    public void Quantities_are_read_in_base_units(string text, double expected) => Assert.Equal((decimal)expected, Quantity.Amount(text));

    [Fact]
    public void Nonsense_is_no_quantity() => Assert.All((string?[])["", null, "x", "1Qi", "Mi"], t => Assert.Null(Quantity.Amount(t)));
}
