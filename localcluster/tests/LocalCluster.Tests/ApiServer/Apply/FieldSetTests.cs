using System.Text.Json.Nodes;
using CsCheck;

namespace October.LocalCluster.ApiServer.Apply;

public sealed class FieldSetTests
{
    private static readonly Gen<FieldSet> Sets = Gen.Int[0, 2]
        .Select(i => new[] { "f:a", "f:b", "k:{\"name\":\"x\"}" }[i])
        .List[1, 3]
        .List[0, 6]
        .Select(paths =>
            paths.Aggregate(
                FieldSet.Empty,
                (set, path) =>
                    set.Union(
                        path.Reverse<string>().Aggregate(FieldSet.Leaf, (inner, element) => FieldSet.Create(false, [KeyValuePair.Create(element, inner)])))));

    [Fact]
    public void The_wire_form_of_a_set_reads_back_as_the_same_set() =>
        Sets.Sample(set => Assert.True(FieldSet.FromFieldsV1(set.ToFieldsV1()).SetEquals(set)));

    [Fact]
    public void Difference_and_intersection_divide_a_set() => Gen.Select(Sets, Sets).Sample((a, b) =>
    {
        Assert.True(a.Difference(b).Union(a.Intersection(b)).SetEquals(a));
        Assert.True(a.Difference(b).Intersection(b).IsEmpty);
        Assert.True(a.Union(b).SetEquals(b.Union(a)));
    });

    [Fact]
    public void Paths_are_shown_as_in_conflicts()
    {
        var fields = (JsonObject)
            JsonNode.Parse("""{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{"f:image":{}}}},"f:metadata":{"f:finalizers":{"v:\"a/b\"":{}}}}""")!;
        Assert.Equal(
            [".metadata.finalizers[=\"a/b\"]", ".spec.containers[name=\"web\"].image"],
            FieldSet.FromFieldsV1(fields).Paths());
    }
}
