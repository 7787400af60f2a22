using System.Text.Json.Nodes;
using CsCheck;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>The contract of a store, whether it is kept in a file or not.</summary>
public sealed class ObjectStoreTests : IAsyncLifetime
{
    private const string Resource = "/configmaps";
    private readonly TestFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_commit_against_an_old_revision_is_refused(bool kept)
    {
        var store = Store(kept);
        var key = new ObjectKey("ns", "a");
        var first = store.Commit(Resource, key, 0, [])!;
        Assert.NotNull(store.Commit(Resource, key, first.Revision, []));

        Assert.Null(store.Commit(Resource, key, first.Revision, []));
        Assert.Null(store.Commit(Resource, key, 0, []));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_past_can_be_listed_until_the_history_ends(bool kept)
    {
        var store = Store(kept, historyLength: 4);
        var key = new ObjectKey("ns", "a");
        var first = store.Commit(Resource, key, 0, new JsonObject { ["v"] = 1 })!;
        var second = store.Commit(Resource, key, first.Revision, new JsonObject { ["v"] = 2 })!;

        Assert.Equal(1, (int?)store.ListAt(Resource, first.Revision)!.Objects[key].Value["v"]);
        Assert.Empty(store.ListAt(Resource, first.Revision - 1)!.Objects);

        for (var i = 0; i < 8; i++)
            second = store.Commit(Resource, key, second.Revision, new JsonObject { ["v"] = i })!;
        Assert.Null(store.ListAt(Resource, first.Revision));
        Assert.Null(store.Read(Resource, first.Revision));
    }

    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 10)]
    public Task Replaying_the_history_over_any_past_list_gives_the_present(bool kept, int samples) =>
        Gen.Select(Gen.Int[0, 3], Gen.Bool).List[1, 40].SampleAsync(async steps =>
        {
            var store = Store(kept);
            var revisions = new List<long> { store.Revision };
            foreach (var (name, delete) in steps)
            {
                var key = new ObjectKey("ns", $"n{name}");
                store.Commit(Resource, key, store.Get(Resource, key)?.Revision ?? 0, delete ? null : []);
                revisions.Add(store.Revision);
            }

            await store.PersistedAsync(store.Revision);
            foreach (var revision in revisions)
            {
                var replayed = store.ListAt(Resource, revision)!.Objects;
                foreach (var change in store.Read(Resource, revision)!.Events)
                    replayed = change.Type == StoreEventType.Deleted ? replayed.Remove(change.Key) : replayed.SetItem(change.Key, change.Current);
                Assert.Equal(store.List(Resource).Objects, replayed);
            }
        }, iter: samples);

    private MemoryStore Store(bool kept, int historyLength = 4096)
    {
        if (!kept)
            return new MemoryStore(historyLength: historyLength);
        var (contents, journal) = _folder.Open(Path.GetRandomFileName());
        return new MemoryStore(contents, journal, historyLength);
    }
}
