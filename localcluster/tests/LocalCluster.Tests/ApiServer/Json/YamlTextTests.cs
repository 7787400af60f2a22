using System.Text;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>The words are those of a kube-apiserver to which such a text was applied.</summary>
public sealed class YamlTextTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d\ude00"}""", "found invalid Unicode character escape code")]
    [InlineData("""{"a":"\\\uD83D\uDE00"}""", "found invalid Unicode character escape code")]
    [InlineData("{\"a\":\"\u007f\"}", "control characters are not allowed")]
    [InlineData("""{"a":"\\ud83d"}""", null)]
    [InlineData("""{"a":"\u00e9\u007f\n"}""", null)]
    [InlineData("""{"a":"\\"}""", null)]
    public void Json_is_applied_as_the_yaml_that_it_must_be(string json, string? problem) =>
        Assert.Equal(problem, YamlText.Problem(Encoding.UTF8.GetBytes(json)));
}
