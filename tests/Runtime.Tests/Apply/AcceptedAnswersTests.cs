using k8s.Models;
using October.Runtime.Informers;

namespace October.Runtime.Apply;

public sealed class AcceptedAnswersTests
{
    private readonly AcceptedAnswers _answers = new();
    private readonly Store<V1ConfigMap> _store = new();

    [Fact]
    public void Those_of_objects_that_are_gone_are_forgotten()
    {
        for (var i = 0; i < 5000; i++)
        {
            var map = Map($"{i}");
            _store.Upsert(map, out _);
            Add(map);
            _store.Remove(map, out _);
        }

        Assert.InRange(_answers.Count, 1, 1001);
    }

    [Fact]
    public void Those_of_objects_that_are_there_are_kept_however_many_they_are()
    {
        var maps = Enumerable.Range(0, 3000).Select(i => Map($"{i}")).ToList();
        foreach (var map in maps)
        {
            _store.Upsert(map, out _);
            Add(map);
        }

        Assert.All(maps, map => Assert.True(_answers.Has(map, Of(map))));
    }

    private void Add(V1ConfigMap map) => _answers.Add(map, Of(map), _store);

    private static Intent Of(V1ConfigMap map) => Intent.Of(map, "example.org/applied");

    private static V1ConfigMap Map(string name) => new()
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = name, ResourceVersion = "1" },
    };
}
