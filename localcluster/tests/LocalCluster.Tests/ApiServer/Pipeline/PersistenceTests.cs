using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Server;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Pipeline;

/// <summary>Nobody sees what a crash could still undo.</summary>
public sealed class PersistenceTests : IAsyncLifetime
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps");
    private readonly HeldJournal _journal = new();
    private readonly MemoryStore _store;
    private readonly KubeApiServer _server;

    public PersistenceTests()
    {
        _store = new MemoryStore(new StoredContents(1000, []), _journal);
        _server = new KubeApiServer(new KubeApiServerOptions { Store = _store, Seed = 1 });
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_write_is_answered_and_shown_when_it_has_been_written()
    {
        _journal.Write();
        var client = _server.ClientFor("test");
        var revision = (await client.ListAsync(ConfigMaps, cancellationToken: TestContext.Current.CancellationToken)).ResourceVersion;
        await using var watch = client.WatchAsync(ConfigMaps, null, revision, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var seen = watch.MoveNextAsync().AsTask();

        var creating = client.CreateAsync(ConfigMaps, ConfigMap("a"), cancellationToken: TestContext.Current.CancellationToken);
        var reading = client.GetAsync(ConfigMaps, "default", "a", TestContext.Current.CancellationToken);
        await _journal.Awaited(2);
        Assert.Equal((false, false, false), (creating.IsCompleted, reading.IsCompleted, seen.IsCompleted));

        _journal.Write();
        await creating;
        Assert.NotNull(await reading);
        Assert.True(await seen);
        Assert.Equal("ADDED", watch.Current.Type);
    }

    [Fact]
    public void A_reader_of_the_history_is_woken_once_by_what_was_written_together()
    {
        _journal.Write();
        var before = _store.Read("/things", _store.Revision)!;

        foreach (var name in (string[])["a", "b"])
            _store.Commit("/things", new ObjectKey("default", name), 0, new JsonObject { ["metadata"] = new JsonObject() });
        var unwritten = _store.Read("/things", before.Revision)!;
        Assert.Equal((0, before.Revision, false), (unwritten.Events.Count, unwritten.Revision, before.Next.IsCompleted));
        Assert.Same(before.Next, unwritten.Next);

        _journal.Write();
        Assert.True(before.Next.IsCompleted);
        var written = _store.Read("/things", before.Revision)!;
        Assert.Equal((2, _store.Revision, false), (written.Events.Count, written.Revision, written.Next.IsCompleted));
    }

    [Fact]
    public async Task What_cannot_be_written_is_an_error_and_what_follows_is_refused_until_it_can()
    {
        _journal.Write();
        var client = _server.ClientFor("test");
        _journal.Problem = new IOException("the disk is full");

        var refused = await Assert.ThrowsAsync<ApiStatusException>(() => client.CreateAsync(ConfigMaps, ConfigMap("a")));
        Assert.Equal((500, true), (refused.Code, refused.Message.Contains("the disk is full", StringComparison.Ordinal)));

        _journal.Problem = null;
        Assert.Null(await client.GetAsync(ConfigMaps, "default", "a", TestContext.Current.CancellationToken));
    }

    private static JsonObject ConfigMap(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" } };

    private sealed class HeldJournal : IObjectJournal
    {
        private readonly Lock _gate = new();
        private readonly SemaphoreSlim _awaited = new(0);
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _appended = 1000;
        private long _written = 1000;
        private Action<long>? _subscriber;

        public IOException? Problem { get; set; }

        public void CheckWritable()
        {
            if (Problem is { } problem)
                throw problem;
        }

        public void Append(string resource, StoreEvent change)
        {
            lock (_gate)
                _appended = change.Revision;
        }

        public Task WrittenAsync(long revision)
        {
            lock (_gate)
            {
                if (revision <= _written)
                    return Task.CompletedTask;
                _awaited.Release();
                return _next.Task;
            }
        }

        public void Subscribe(Action<long> written) => _subscriber += written;

        public void Write()
        {
            lock (_gate)
            {
                _written = _appended;
                _next.SetResult();
                _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _subscriber?.Invoke(_written);
        }

        /// <summary>Completes when so many wait for it.</summary>
        public async Task Awaited(int waiting)
        {
            for (var i = 0; i < waiting; i++)
                await _awaited.WaitAsync(TestContext.Current.CancellationToken);
        }
    }
}
