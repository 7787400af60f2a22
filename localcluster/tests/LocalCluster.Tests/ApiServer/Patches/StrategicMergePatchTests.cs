using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Patches;

public sealed class StrategicMergePatchTests
{
    private static readonly Schema Pod = BuiltInSchemas.Find("", "v1", "Pod")!;

    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"i:2"}]}}""", "a=i:2 b=i:1")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"i:1"}]}}""", "c=i:1 a=i:1 b=i:1")]
    [InlineData("""{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}""", "b=i:1")]
    [InlineData("""{"spec":{"containers":[{"$patch":"replace"},{"name":"z","image":"i:9"}]}}""", "z=i:9")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"b","image":"i:2"}]}}""", "b=i:2 a=i:1")]
    public void Containers_merge_by_name(string patch, string expected)
    {
        var pod = Cluster.Json("""{"spec":{"containers":[{"name":"a","image":"i:1"},{"name":"b","image":"i:1"}]}}""");
        var result = StrategicMergePatch.Apply(pod, Cluster.Json(patch), Pod);

        Assert.Equal(expected, string.Join(' ', result.ArrayAt("spec", "containers").Objects().Select(c => $"{c.StringAt("name")}={c.StringAt("image")}")));
    }

    [Fact]
    public void An_item_without_its_key_is_refused() => Assert.Equal(
        "map: map[image:x] does not contain declared merge key: name",
        Assert.Throws<FormatException>(() => StrategicMergePatch.Apply([], Cluster.Json("""{"spec":{"containers":[{"image":"x"}]}}"""), Pod)).Message);
}
