using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using October.Runtime.Api;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Runtime.Engine;

public sealed class ControllerEngineTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly ScriptedApi _api = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SteppedController _controller = new();
    private readonly List<Task> _running = [];
    private ControllerEngine<V1ConfigMap>? _engine;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var task in _running)
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _engine?.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Of_a_restart_with_500_entities_an_edited_one_goes_before_the_backlog()
    {
        var watch = await StartAsync(Maps(500), new ControllerOptions<V1ConfigMap> { Name = "test" });
        var before = new List<string> { await _controller.NextAsync(), await _controller.NextAsync() };
        // The one worker has taken another before the edit.
        await UntilAsync(() => _controller.Started == 3);
        await ChangeAsync(watch, "app-400", 1000);
        before.Add(await _controller.NextAsync());
        Assert.DoesNotContain("app-400", before);
        Assert.Equal("app-400", await _controller.NextAsync());
    }

    [Fact]
    public async Task In_a_process_that_waited_for_leadership_what_changed_meanwhile_is_backlog_and_what_changes_now_is_not()
    {
        _engine = new ControllerEngine<V1ConfigMap>(new ControllerOptions<V1ConfigMap> { Name = "test" }, TestServices.Of(_api, _time));
        var watch = await WatchAsync(Maps(50));
        for (var i = 0; i < 50; i++)
            watch.TryWrite(ScriptedApi.Line("MODIFIED", $"app-{i}", 100 + i));
        await ChangeAsync(watch, "app-0", 200);
        _running.Add(_engine.RunWorkersAsync(_controller, 1, _stop.Token));
        await _controller.NextAsync();
        await UntilAsync(() => _controller.Started == 2);
        await ChangeAsync(watch, "app-49", 300);
        await _controller.NextAsync();
        Assert.Equal("app-49", await _controller.NextAsync());
    }

    [Fact]
    public async Task In_a_process_that_waited_for_leadership_the_queue_is_measured_from_the_start_of_the_workers_on()
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        _engine = new ControllerEngine<V1ConfigMap>(
            new ControllerOptions<V1ConfigMap> { Name = "test" }, TestServices.Of(_api, _time, new RuntimeMetrics(registry)));
        var watch = await WatchAsync(Maps(2));
        await ChangeAsync(watch, "app-0", 200);
        Assert.DoesNotContain(await TestServices.ScrapeAsync(registry), line => line.StartsWith("workqueue_depth{", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromHours(1));
        _running.Add(_engine.RunWorkersAsync(_controller, 1, _stop.Token));
        await UntilAsync(() => _controller.Started == 1);
        // The other of two, and what the change brought.
        Assert.Contains("workqueue_depth{name=\"test\"} 2", await TestServices.ScrapeAsync(registry));
        _time.Advance(TimeSpan.FromSeconds(90));
        await _controller.NextAsync();
        await UntilAsync(() => _controller.Started == 2);
        var lines = await TestServices.ScrapeAsync(registry);
        Assert.Contains("workqueue_queue_duration_seconds_sum{name=\"test\"} 90", lines);
        Assert.Contains("workqueue_queue_duration_seconds_bucket{name=\"test\",le=\"60\"} 1", lines);
        Assert.Contains("workqueue_queue_duration_seconds_bucket{name=\"test\",le=\"120\"} 2", lines);
    }

    [Fact]
    public async Task An_entity_that_changed_while_nothing_ran_goes_before_those_that_did_not()
    {
        await StartAsync(Maps(50), new ControllerOptions<V1ConfigMap> { Name = "test", HasChanged = map => map.Metadata.Name == "app-40" });
        Assert.Equal("app-40", await _controller.NextAsync());
    }

    [Fact]
    public async Task A_change_that_the_predicate_leaves_out_queues_nothing()
    {
        var watch = await StartAsync(
            Maps(1), new ControllerOptions<V1ConfigMap> { Name = "test", Predicate = change => change.New?.Metadata.ResourceVersion != "20" });
        Assert.Equal("app-0", await _controller.NextAsync());
        watch.TryWrite(ScriptedApi.Line("MODIFIED", "app-0", 20));
        watch.TryWrite(ScriptedApi.Line("ADDED", "other", 21));
        Assert.Equal("other", await _controller.NextAsync());
    }

    [Fact]
    public async Task A_child_queues_its_owner_and_one_that_moves_queues_both()
    {
        var children = new ChildApi(_api);
        _engine = new ControllerEngine<V1ConfigMap>(new ControllerOptions<V1ConfigMap> { Name = "test" }, TestServices.Of(children, _time));
        var store = _engine.Maps<V1Secret>(
            new InformerOptions(), secret => new NamespacedName("ns", secret.Metadata.Labels["owner"]), secret => secret.Metadata.Labels["owner"]);
        await WatchAsync(Maps(2));
        _running.Add(_engine.RunWorkersAsync(_controller, 1, _stop.Token));
        Assert.Equal(["app-0", "app-1"], [await _controller.NextAsync(), await _controller.NextAsync()]);
        children.Send("ADDED", "child", 5, "app-0");
        Assert.Equal("app-0", await _controller.NextAsync());
        Assert.Single(store.InGroup("app-0"));
        children.Send("MODIFIED", "child", 6, "app-1");
        // In either order: the first may still be worked on.
        string[] both = [await _controller.NextAsync(), await _controller.NextAsync()];
        Assert.Equal(["app-0", "app-1"], both.Order());
        Assert.Empty(store.InGroup("app-0"));
    }

    [Fact]
    public async Task Workers_wait_for_the_first_list_of_every_kind()
    {
        var children = new ChildApi(_api) { List = new TaskCompletionSource() };
        _engine = new ControllerEngine<V1ConfigMap>(new ControllerOptions<V1ConfigMap> { Name = "test" }, TestServices.Of(children, _time));
        _engine.Owns<V1Secret>(new InformerOptions());
        await WatchAsync(Maps(1));
        var workers = _engine.RunWorkersAsync(_controller, 1, _stop.Token);
        _running.Add(workers);
        await _engine.Primary.Synced.WaitAsync(Deadline, Token);
        Assert.False(_engine.IsSynced);
        Assert.Equal(0, _controller.Started);
        children.List.SetResult();
        Assert.Equal("app-0", await _controller.NextAsync());
        Assert.True(_engine.IsSynced);
    }

    [Fact]
    public async Task Work_in_the_background_may_queue_a_key()
    {
        await StartAsync(Maps(1), new ControllerOptions<V1ConfigMap> { Name = "test" });
        await _controller.NextAsync();
        _engine!.Enqueue(new NamespacedName("ns", "app-0"));
        Assert.Equal("app-0", await _controller.NextAsync());
    }

    [Fact]
    public async Task A_process_that_comes_to_lead_first_reads_what_the_leader_before_has_written()
    {
        _engine = new ControllerEngine<V1ConfigMap>(new ControllerOptions<V1ConfigMap> { Name = "test" }, TestServices.Of(_api, _time));
        await WatchAsync(Maps(1));
        await UntilAsync(() => _engine.IsSynced);
        // Its own watch says nothing of it.
        _api.Lists.Clear();
        var written = Maps(1);
        written[0].Metadata.ResourceVersion = "50";
        _api.Lists.Enqueue(() => new KubeList<V1ConfigMap>("50", written));
        _running.Add(_engine.RunWorkersAsync(_controller, 1, _stop.Token));
        await _controller.NextAsync();
        Assert.Equal("50", Version("app-0"));
    }

    private static IReadOnlyList<V1ConfigMap> Maps(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new V1ConfigMap
                {
                    Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = $"app-{i}", Uid = $"app-{i}", ResourceVersion = "1" },
                }),
        ];

    private string? Version(string name) => _engine!.Primary.Store.Get(new NamespacedName("ns", name))?.Metadata.ResourceVersion;

    private async Task<ChannelWriter<WatchLine>> StartAsync(IReadOnlyList<V1ConfigMap> maps, ControllerOptions<V1ConfigMap> options)
    {
        _engine = new ControllerEngine<V1ConfigMap>(options, TestServices.Of(_api, _time));
        var watch = await WatchAsync(maps);
        _running.Add(_engine.RunWorkersAsync(_controller, 1, _stop.Token));
        return watch;
    }

    private async Task<ChannelWriter<WatchLine>> WatchAsync(IReadOnlyList<V1ConfigMap> maps)
    {
        _api.Lists.Enqueue(() => new KubeList<V1ConfigMap>("10", maps));
        _running.Add(_engine!.RunInformersAsync(_stop.Token));
        return (await _api.Watches.Reader.ReadAsync(Token).AsTask().WaitAsync(Deadline, Token)).Writer;
    }

    /// <summary>Changes an entity, and waits until its event has been handled: events are handled in order, so the next one's effect shows it.</summary>
    private async Task ChangeAsync(ChannelWriter<WatchLine> watch, string name, int version)
    {
        watch.TryWrite(ScriptedApi.Line("MODIFIED", name, version));
        watch.TryWrite(ScriptedApi.Line("MODIFIED", "marker", version + 1));
        await UntilAsync(() => Version("marker") == $"{version + 1}");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
