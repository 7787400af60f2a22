using System.Text.Json.Nodes;

namespace October.Cli.Diagnosis;

public sealed class VersionCheckTests
{
    [Theory]
    [InlineData("""{"major":"1","minor":"30","gitVersion":"v1.30.0"}""")]
    [InlineData("""{"major":"1","minor":"36+","gitVersion":"v1.36.2-eks-1"}""")]
    [InlineData("""{"major":"2","minor":"0","gitVersion":"v2.0.0"}""")]
    [InlineData("""{"major":"","minor":"","gitVersion":"v0.0.0-master"}""")]
    public void A_version_that_is_supported_or_not_known_is_good(string version) =>
        Assert.Equal(Verdict.Good, VersionCheck.Of(JsonNode.Parse(version)).Verdict);

    [Theory]
    [InlineData("""{"major":"1","minor":"26","gitVersion":"v1.26.5"}""")]
    [InlineData("""{"major":"1","minor":"29+","gitVersion":"v1.26.5"}""")]
    public void An_older_one_is_named_with_what_is_needed(string version)
    {
        var finding = VersionCheck.Of(JsonNode.Parse(version));
        Assert.Equal(Verdict.Missing, finding.Verdict);
        Assert.StartsWith("API server v1.26.5 is Kubernetes 1.", finding.What, StringComparison.Ordinal);
        Assert.Contains("1.30 or later", finding.Advice, StringComparison.Ordinal);
    }
}
