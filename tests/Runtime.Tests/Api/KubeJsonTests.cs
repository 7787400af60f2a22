using System.Text.Json.Nodes;
using k8s.Models;

namespace October.Runtime.Api;

public sealed class KubeJsonTests
{
    /// <summary>As deep as an API server takes them.</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(9990)]
    public async Task Whoever_reads_what_is_nested_too_deep_can_write_it_again(int depth)
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":[""", depth / 2)) + "1" + string.Concat(Enumerable.Repeat("]}", depth / 2));
        var json = $$"""{"metadata":{"name":"a"},"x":{{deep}}}""";
        Assert.Equal("a", (string?)JsonNode.Parse(KubeJson.Parse(json)!.ToJsonString(), documentOptions: KubeJson.Documents)!["metadata"]!["name"]);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var read = await KubeJson.ReadAsync<V1ConfigMap>(stream, TestContext.Current.CancellationToken);
        Assert.Equal("a", (string?)KubeJson.Node(read)["metadata"]!["name"]);
    }

    [Fact]
    public void What_is_not_nested_deep_stays_as_it_is() =>
        Assert.Equal("""{"a":[1.0,1e3,"b",null,{}]}""", KubeJson.Parse("""{"a":[1.0,1e3,"b",null,{}]}""")!.ToJsonString());
}
