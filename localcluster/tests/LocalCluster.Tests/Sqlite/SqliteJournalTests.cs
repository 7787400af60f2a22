using System.Text.Json.Nodes;
using CsCheck;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.Sqlite;

public sealed class SqliteJournalTests : IAsyncLifetime
{
    private static readonly string[] Resources = ["/configmaps", "apps/deployments"];
    private readonly TestFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    /// <summary>Copies of the files while they are in use are what a process that is killed leaves behind.</summary>
    [Fact]
    public Task What_was_persisted_survives_a_kill_after_any_write() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], Gen.Bool).List[1, 12].SampleAsync(
            async steps =>
            {
                var name = Path.GetRandomFileName();
                var (contents, journal) = _folder.Open(name);
                var store = new MemoryStore(contents, journal);
                for (var i = 0; i < steps.Count; i++)
                {
                    var (resource, key) = (Resources[steps[i].Item1], new ObjectKey("ns", $"n{steps[i].Item2}"));
                    var value = steps[i].Item3 ? null : new JsonObject { ["step"] = (long)i, ["text"] = "ä\"\u2028", ["empty"] = null, ["part"] = 0.5 };
                    store.Commit(resource, key, store.Get(resource, key)?.Revision ?? 0, value);
                    await store.PersistedAsync(store.Revision);

                    var copy = $"{name}-{i}";
                    foreach (var suffix in (string[])["", "-wal"])
                        File.Copy(_folder.File(name + suffix), _folder.File(copy + suffix));
                    var (found, _) = _folder.Open(copy);
                    Assert.Equal(store.Revision, found.Revision);
                    Assert.Equal(Text(Objects(store)), Text(found.Objects));
                }
            },
            iter: 8);

    [Fact]
    public async Task An_object_as_deep_as_the_server_reads_it_is_persisted()
    {
        var deep = new JsonObject();
        for (var i = 1; i < JsonReading.MaxDepth; i++)
            deep = new JsonObject { ["a"] = deep };
        var (contents, journal) = _folder.Open("one");
        var store = new MemoryStore(contents, journal);
        store.Commit(Resources[0], new ObjectKey("ns", "deep"), 0, deep);
        await store.PersistedAsync(store.Revision);
        await _folder.CloseAsync();
        Assert.Equal(Text(Objects(store)), Text(_folder.Open("one").Item1.Objects));
    }

    [Fact]
    public async Task A_store_goes_on_from_what_it_was_and_the_history_before_is_gone()
    {
        var (contents, journal) = _folder.Open("one");
        var store = new MemoryStore(contents, journal);
        var key = new ObjectKey("ns", "a");
        var first = store.Commit(Resources[0], key, 0, [])!;
        var second = store.Commit(Resources[0], key, first.Revision, new JsonObject { ["v"] = 2L })!;
        await _folder.CloseAsync();

        var (again, next) = _folder.Open("one");
        var continued = new MemoryStore(again, next);

        Assert.Equal(second.Revision, continued.Revision);
        Assert.Null(continued.Read(Resources[0], first.Revision));
        Assert.Empty(continued.Read(Resources[0], second.Revision)!.Events);
        Assert.Null(continued.Commit(Resources[0], key, first.Revision, []));
        Assert.Equal(second.Revision + 1, continued.Commit(Resources[0], key, second.Revision, null)!.Revision);
    }

    private static IEnumerable<JournaledObject> Objects(MemoryStore store) =>
        Resources.SelectMany(resource => store.List(resource).Objects.Select(o => new JournaledObject(resource, o.Key, o.Value)));

    private static IEnumerable<string> Text(IEnumerable<JournaledObject> objects) => objects
        .Select(o => $"{o.Resource} {o.Key} {o.Stored.Revision} {System.Text.Encoding.UTF8.GetString(WireJson.Write(o.Stored.Value))}")
        .Order(StringComparer.Ordinal);
}
