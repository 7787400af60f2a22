using System.Text.Json.Nodes;

namespace October.Common.Text;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("a\e[2Jb", "a\\u001b[2Jb")]
    [InlineData("a\nb\r\tc", "a\\u000ab\\u000d\\u0009c")]
    [InlineData("a\u007fb\u009bc", "a\\u007fb\\u009bc")]
    [InlineData("a\u202eb\u2066c\u2069", "a\\u202eb\\u2066c\\u2069")]
    [InlineData("a\u200bb\ufeff", "a\\u200bb\\ufeff")]
    [InlineData("a\u2028b\u2029", "a\\u2028b\\u2029")]
    public void What_commands_a_terminal_or_cannot_be_seen_is_written_as_an_escape(string text, string visible) =>
        Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void Half_of_a_character_is_no_character() => Assert.Equal("a\ufffdb", VisibleText.Of("a" + (char)0xd800 + "b"));

    [Theory]
    [InlineData("")]
    [InlineData("GET /healthz: expected 200, got 503 »nicht bereit« … 😀")]
    public void Other_text_stays_the_same(string text) => Assert.Same(text, VisibleText.Of(text));

    [Fact]
    public void Every_text_of_a_tree_is_made_visible_at_any_depth()
    {
        var tree = JsonNode.Parse("""{"a":"x\u0007","b":[{"c":"y\u202e"},"z\u001b",1,null,true],"d":"same"}""");
        Assert.Equal(
            """{"a":"x\\u0007","b":[{"c":"y\\u202e"},"z\\u001b",1,null,true],"d":"same"}""", VisibleText.In(tree)!.ToJsonString());
        Assert.Null(VisibleText.In(null));
    }
}
