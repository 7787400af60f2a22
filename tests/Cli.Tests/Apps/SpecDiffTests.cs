using System.Text.Json.Nodes;

namespace October.Cli.Apps;

public sealed class SpecDiffTests
{
    [Fact]
    public void Changed_added_and_removed_fields_are_listed_by_path()
    {
        var from = JsonNode.Parse("""{"api":{"image":"a:1","env":[{"name":"X","value":"1"}]},"old":true,"same":[1,2]}""");
        var to = JsonNode.Parse("""{"api":{"image":"a:2","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]},"same":[1,2]}""");
        Assert.Equal(
            [
                new SpecChange("api.env[Y].name", null, "\"Y\""), new SpecChange("api.env[Y].value", null, "\"2\""),
                new SpecChange("api.image", "\"a:1\"", "\"a:2\""), new SpecChange("old", "true", null),
            ],
            SpecDiff.Between(from, to));
    }

    [Fact]
    public void The_order_of_keys_is_no_difference() =>
        Assert.Empty(SpecDiff.Between(JsonNode.Parse("""{"a":1,"b":{}}"""), JsonNode.Parse("""{"b":{},"a":1}""")));

    [Fact]
    public void Without_a_first_tree_every_field_is_added() =>
        Assert.Equal([new SpecChange("a", null, "1")], SpecDiff.Between(null, JsonNode.Parse("""{"a":1}""")));

    [Fact]
    public void A_key_that_would_move_the_cursor_is_shown_as_JSON() =>
        Assert.Equal(
            ["a.\"\\u001B[2Jb\"", "c[\"\\n\\u002B d\"].name"],
            SpecDiff.Between(null, JsonNode.Parse("""{"a":{"\u001b[2Jb":1},"c":[{"name":"\n+ d"}]}""")).Select(change => change.Path));
}
