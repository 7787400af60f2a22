using System.Text.Json.Nodes;
using CsCheck;

namespace October.Runtime.Api;

public sealed class GoJsonTests
{
    /// <summary>The texts are what <c>json.Marshal</c> of Go gives, but for the control characters that YAML does not allow.</summary>
    [Theory]
    [InlineData("""{"b":1,"a":{"d":null,"c":[]}}""", """{"a":{"c":[],"d":null},"b":1}""")]
    [InlineData("""["<a href='x'>&"]""", """["\u003ca href='x'\u003e\u0026"]""")]
    [InlineData("""["\u00e9\ud83d\ude00+/`"]""", "[\"\u00e9\ud83d\ude00+/`\"]")]
    [InlineData("""["\u007f\u0085\ufeff"]""", """["\u007f\u0085\ufeff"]""")]
    [InlineData("""["\u2028\n\t\u0001\"\\"]""", """["\u2028\n\t\u0001\"\\"]""")]
    [InlineData("""[1,0.5,-3,true,false,null,""]""", """[1,0.5,-3,true,false,null,""]""")]
    public void Text_is_that_of_the_API_server(string json, string expected) => Assert.Equal(expected, GoJson.Write(JsonNode.Parse(json)));

    [Fact]
    public void It_says_the_same() =>
        Gen.Select(Gen.String, Gen.Dictionary(Gen.String, Gen.Double.Where(double.IsFinite))).Sample((text, map) =>
        {
            var node = new JsonObject { ["t"] = new string([.. text.Where(static unit => !char.IsSurrogate(unit))]) };
            foreach (var (key, value) in map.Where(static pair => !pair.Key.Any(char.IsSurrogate)))
                node[$"m{key}"] = value;
            Assert.True(JsonNode.DeepEquals(node, JsonNode.Parse(GoJson.Write(node))));
        });
}
