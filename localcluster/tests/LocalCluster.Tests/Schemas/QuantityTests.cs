using October.LocalCluster.Schemas;

namespace October.LocalCluster.Tests.Schemas;

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
}
