using System.Text.Json.Nodes;

namespace October.Operator.Smoke;

public sealed class JsonPointerTests
{
    /// <summary>The document and the pointers of RFC 6901, section 5.</summary>
    private const string Document = """{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"no":null}""";

    [Theory]
    [InlineData("/foo", """["bar","baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/i\\j", "5")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    [InlineData("/no", "null")]
    [InlineData("", Document)]
    public void A_pointer_finds_its_value(string pointer, string expected)
    {
        Assert.True(JsonPointer.TryFind(JsonNode.Parse(Document), pointer, out var value));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), value));
    }

    [Theory]
    [InlineData("/bar")]
    [InlineData("/foo/2")]
    [InlineData("/foo/00")]
    [InlineData("/foo/-")]
    [InlineData("/foo/99999999999")]
    [InlineData("/no/deeper")]
    [InlineData("foo")]
    public void A_pointer_to_nothing_finds_nothing(string pointer) => Assert.False(JsonPointer.TryFind(JsonNode.Parse(Document), pointer, out _));
}
