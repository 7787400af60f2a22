using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Patches;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""[{"op":"add","path":"/a/b","value":1}]""", """{"a":{"x/y":"0","b":1},"l":[1,2]}""")]
    [InlineData("""[{"op":"replace","path":"/a/x~1y","value":"1"}]""", """{"a":{"x/y":"1"},"l":[1,2]}""")]
    [InlineData("""[{"op":"add","path":"/l/-","value":3},{"op":"remove","path":"/l/0"}]""", """{"a":{"x/y":"0"},"l":[2,3]}""")]
    [InlineData("""[{"op":"move","from":"/l/1","path":"/m"}]""", """{"a":{"x/y":"0"},"l":[1],"m":2}""")]
    [InlineData("""[{"op":"copy","from":"/l","path":"/m"}]""", """{"a":{"x/y":"0"},"l":[1,2],"m":[1,2]}""")]
    public void Operations_change_the_document(string patch, string expected)
    {
        var result = JsonPatch.Apply(Cluster.Json("""{"a":{"x/y":"0"},"l":[1,2]}"""), (JsonArray)JsonNode.Parse(patch)!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result), result?.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""")]
    [InlineData("""[{"op":"remove","path":"/none"}]""")]
    [InlineData("""[{"op":"add","path":"/none/x","value":1}]""")]
    [InlineData("""[{"op":"frobnicate","path":"/a"}]""")]
    public void What_cannot_be_applied_is_refused(string patch) =>
        Assert.Throws<JsonPatchException>(() => JsonPatch.Apply(Cluster.Json("""{"a":1}"""), (JsonArray)JsonNode.Parse(patch)!));
}
