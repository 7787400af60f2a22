using System.Text.Json;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using October.Runtime.Api;
using October.Runtime.Metrics;

namespace October.Runtime.Informers;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly ScriptedApi api = new();
    private readonly FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<string> seen = Channel.CreateUnbounded<string>();
    private readonly RuntimeMetrics metrics = TestServices.Metrics();
    private readonly List<(string Name, bool IsInitial)> initial = [];
    private Informer<V1ConfigMap>? informer;
    private Task? running;

    [Fact]
    public async Task It_lists_then_watches_from_the_lists_version()
    {
        await StartAsync(List(10, "a"));
        Assert.Equal("+a", await Next());
        await WatchAsync();
        Assert.Equal("10", Assert.Single(api.OpenedAt));
    }

    [Fact]
    public async Task Changes_arrive_in_the_store_and_at_the_handler()
    {
        await StartAsync(List(10));
        var watch = await WatchAsync();
        watch.TryWrite(ScriptedApi.Line("ADDED", "a", 11));
        watch.TryWrite(ScriptedApi.Line("MODIFIED", "a", 12));
        watch.TryWrite(ScriptedApi.Line("DELETED", "a", 13));
        Assert.Equal(["+a", "~a", "-a"], [await Next(), await Next(), await Next()]);
        Assert.Null(informer!.Store.Get(new NamespacedName("ns", "a")));
    }

    [Fact]
    public async Task After_the_server_ends_a_watch_the_next_one_resumes_after_the_last_event_or_bookmark()
    {
        await StartAsync(List(10));
        var watch = await WatchAsync();
        watch.TryWrite(ScriptedApi.Line("ADDED", "a", 11));
        watch.TryWrite(ScriptedApi.Line("BOOKMARK", "", 15));
        watch.Complete();
        await WatchAsync();
        Assert.Equal(["10", "15"], api.OpenedAt);
        Assert.Equal(1, api.ListCount);
    }

    [Fact]
    public async Task A_version_too_old_lists_anew_and_what_vanished_meanwhile_is_a_delete()
    {
        await StartAsync(List(10, "a", "b"), List(50, "b"));
        Assert.Equal(["+a", "+b"], [await Next(), await Next()]);
        (await WatchAsync()).TryWrite(ScriptedApi.Error(410, "Expired"));
        Assert.Equal("-a", await Next());
        await WatchAsync();
        Assert.Equal(["10", "50"], api.OpenedAt);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_skipped_and_the_stream_goes_on()
    {
        await StartAsync(List(10));
        var watch = await WatchAsync();
        watch.TryWrite(new WatchLine("ADDED", JsonSerializer.SerializeToElement(new { metadata = new { name = "bad", resourceVersion = "11" }, data = 5 })));
        watch.TryWrite(ScriptedApi.Line("ADDED", "good", 12));
        Assert.Equal("+good", await Next());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"kind":"ConfigMap"}""")]
    [InlineData("""{"metadata":{"name":5,"resourceVersion":"11"}}""")]
    public async Task What_is_no_object_at_all_is_reported_and_the_stream_goes_on(string line)
    {
        await StartAsync(List(10));
        var watch = await WatchAsync();
        watch.TryWrite(new WatchLine("ADDED", JsonDocument.Parse(line).RootElement));
        watch.TryWrite(ScriptedApi.Line("ADDED", "good", 12));
        Assert.Equal("+good", await Next());
        Assert.Equal(["10"], api.OpenedAt);
        Assert.Equal(1, metrics.Unparsable.WithLabels("ConfigMap").Value);
    }

    [Fact]
    public async Task A_list_that_fails_in_a_way_that_nobody_expects_is_tried_again()
    {
        api.Lists.Enqueue(() => throw new InvalidOperationException("unexpected"));
        var starting = StartAsync(List(10, "a"));
        await AdvanceUntilAsync(() => informer?.Synced.IsCompleted == true);
        await starting;
        Assert.Equal("+a", await Next());
    }

    [Fact]
    public async Task Only_what_the_first_list_has_is_initial()
    {
        await StartAsync(List(10, "a"), List(50, "a", "b"));
        var watch = await WatchAsync();
        watch.TryWrite(ScriptedApi.Line("ADDED", "c", 11));
        Assert.Equal(["+a", "+c"], [await Next(), await Next()]);
        watch.TryWrite(ScriptedApi.Error(410, "Expired"));
        await WatchAsync();
        Assert.Equal([("a", true), ("c", false), ("b", false), ("c", false)], initial);
    }

    [Fact]
    public async Task Ownership_records_are_not_stored_unless_a_transform_keeps_them()
    {
        var map = new V1ConfigMap { Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "a", ResourceVersion = "1", ManagedFields = [new V1ManagedFieldsEntry()] } };
        await StartAsync(() => new KubeList<V1ConfigMap>("10", [map]));
        Assert.Null(informer!.Store.Get(new NamespacedName("ns", "a"))!.Metadata.ManagedFields);
        var kept = 0;
        new InformerOptions { Transform = _ => kept++ }.Transform(map);
        Assert.Equal(1, kept);
    }

    [Fact]
    public async Task A_broken_connection_resumes_after_a_pause_without_listing()
    {
        await StartAsync(List(10));
        (await WatchAsync()).Complete(new HttpRequestException("reset"));
        await AdvanceUntilAsync(() => api.OpenedAt.Count == 2);
        Assert.Equal(["10", "10"], api.OpenedAt);
        Assert.Equal(1, api.ListCount);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (running is not null)
            await running;
        stop.Dispose();
    }

    private static Func<object> List(int version, params string[] names) => () => new KubeList<V1ConfigMap>(
        $"{version}",
        [.. names.Select((name, index) => new V1ConfigMap { Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = name, Uid = name, ResourceVersion = $"{index + 1}" } })]);

    private async Task StartAsync(params Func<object>[] lists)
    {
        foreach (var list in lists)
            api.Lists.Enqueue(list);
        informer = new Informer<V1ConfigMap>(new InformerOptions(), TestServices.Of(api, time, metrics))
        {
            Changed = change =>
            {
                initial.Add(((change.New ?? change.Old)!.Metadata.Name, change.IsInitial));
                seen.Writer.TryWrite(change switch
                {
                    { Old: null, New: { } added } => "+" + added.Metadata.Name,
                    { Old: { } gone, New: null } => "-" + gone.Metadata.Name,
                    _ => "~" + change.New!.Metadata.Name,
                });
            },
        };
        running = Task.Run(() => informer.RunAsync(stop.Token));
        await informer.Synced.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    private static TimeSpan Deadline => TimeSpan.FromSeconds(10);

    private async Task<string> Next() => await seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken);

    private async Task<ChannelWriter<WatchLine>> WatchAsync() =>
        (await api.Watches.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken)).Writer;

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
