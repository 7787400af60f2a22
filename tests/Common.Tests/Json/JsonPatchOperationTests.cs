using System.Text.Json.Nodes;

namespace October.Common.Json;

public sealed class JsonPatchOperationTests
{
    [Fact]
    public void Operations_are_those_of_RFC_6902() =>
        Assert.Equal(
            """[{"op":"test","path":"/a","value":1},{"op":"add","path":"/b","value":null}]""",
            new JsonArray(JsonPatchOperation.Test("/a", 1), JsonPatchOperation.Add("/b", null)).ToJsonString());
}
