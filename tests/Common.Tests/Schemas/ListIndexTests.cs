using System.Text.Json.Nodes;

namespace October.Common.Schemas;

public sealed class ListIndexTests
{
    private static readonly FieldFacts Ports = TypeTable.Kubernetes.Find("v1.Container")!.Field("ports")!;

    [Theory]
    [InlineData("""{"containerPort":80,"protocol":"UDP"}""", "b")]
    [InlineData("""{"containerPort":80,"protocol":"TCP"}""", "a")]
    [InlineData("""{"containerPort":80}""", "a")]
    [InlineData("""{"containerPort":8e1}""", "a")]
    [InlineData("""{"containerPort":"80"}""", null)]
    [InlineData("""{"containerPort":{"a":1}}""", null)]
    [InlineData("""{"containerPort":[]}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("null", null)]
    public void An_item_is_found_by_all_its_keys_or_their_defaults(string item, string? found)
    {
        var index = new ListIndex(
            (JsonArray)JsonNode.Parse("""
                [null, {"containerPort":{"a":1},"name":"x"}, {"containerPort":80,"name":"a"}, {"containerPort":80,"protocol":"UDP","name":"b"},
                 {"containerPort":80,"protocol":"TCP","name":"later"}]
                """)!,
            Ports);
        Assert.Equal(found, (string?)index.Find(JsonNode.Parse(item))?["name"]);
    }

    [Fact]
    public void Keys_that_are_written_in_different_ways_are_the_same() =>
        Assert.Equal(ListIndex.Key(JsonNode.Parse("\"a\"")), ListIndex.Key(JsonNode.Parse("\"\\u0061\"")));
}
