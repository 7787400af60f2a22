using k8s.Models;
using October.Runtime.Informers;

namespace October.Runtime.Engine;

public sealed class PredicatesTests
{
    private static readonly V1ObjectMeta Before = new() { Uid = "1", Generation = 3, Annotations = new Dictionary<string, string> { ["a"] = "1" } };

    [Fact]
    public void What_changes_neither_generation_nor_annotations_does_not_matter() =>
        Assert.False(
            Matters(
                new V1ObjectMeta
                {
                    Uid = "1",
                    Generation = 3,
                    Annotations = new Dictionary<string, string> { ["a"] = "1" },
                    ResourceVersion = "9",
                    Labels = new Dictionary<string, string>(),
                }));

    [Fact]
    public void What_changes_one_of_them_does()
    {
        Assert.True(Matters(new V1ObjectMeta { Uid = "1", Generation = 4, Annotations = Before.Annotations }));
        Assert.True(Matters(new V1ObjectMeta { Uid = "1", Generation = 3, Annotations = new Dictionary<string, string> { ["a"] = "2" } }));
        Assert.True(Matters(new V1ObjectMeta { Uid = "1", Generation = 3 }));
        Assert.True(Matters(new V1ObjectMeta { Uid = "2", Generation = 3, Annotations = Before.Annotations }));
        Assert.True(
            Matters(
                new V1ObjectMeta
                {
                    Uid = "1",
                    Generation = 3,
                    Annotations = Before.Annotations,
                    DeletionTimestamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                }));
    }

    [Fact]
    public void What_comes_or_goes_matters()
    {
        Assert.True(Predicates.GenerationOrAnnotations(new InformerEvent<V1ConfigMap>(null, new V1ConfigMap { Metadata = Before })));
        Assert.True(Predicates.GenerationOrAnnotations(new InformerEvent<V1ConfigMap>(new V1ConfigMap { Metadata = Before }, null)));
    }

    private static bool Matters(V1ObjectMeta now) =>
        Predicates.GenerationOrAnnotations(new InformerEvent<V1ConfigMap>(new V1ConfigMap { Metadata = Before }, new V1ConfigMap { Metadata = now }));
}
