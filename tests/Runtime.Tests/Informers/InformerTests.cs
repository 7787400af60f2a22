using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using October.Runtime.Api;
using October.Runtime.Metrics;

namespace October.Runtime.Informers;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly ScriptedApi _api = new();
    private readonly RecordingTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
    private readonly RuntimeMetrics _metrics = TestServices.Metrics();
    private readonly List<(string Name, bool IsInitial)> _initial = [];
    private Informer<V1ConfigMap>? _informer;
    private Task? _running;

    private double Unreadable => _metrics.UnreadableObjects.WithLabels("ConfigMap").Value;

    [Fact]
    public async Task It_lists_then_watches_from_the_lists_version()
    {
        await StartAsync(List(10, "a"));
        Assert.Equal("+a", await Next());
        await WatchAsync();
        Assert.Equal("10", Assert.Single(_api.OpenedAt));
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
        Assert.Null(_informer!.Store.Get(new NamespacedName("ns", "a")));
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
        Assert.Equal(["10", "15"], _api.OpenedAt);
        Assert.Equal(1, _api.ListCount);
    }

    [Fact]
    public async Task A_version_too_old_lists_anew_and_what_vanished_meanwhile_is_a_delete()
    {
        await StartAsync(List(10, "a", "b"), List(50, "b"));
        Assert.Equal(["+a", "+b"], [await Next(), await Next()]);
        (await WatchAsync()).TryWrite(ScriptedApi.Error(410, "Expired"));
        Assert.Equal("-a", await Next());
        await WatchAsync();
        Assert.Equal(["10", "50"], _api.OpenedAt);
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

    [Fact]
    public async Task What_can_no_longer_be_read_is_gone_when_it_is_deleted()
    {
        await StartAsync(List(10, "a"));
        Assert.Equal("+a", await Next());
        var watch = await WatchAsync();
        var broken = new { metadata = new { name = "a", @namespace = "ns", resourceVersion = "11" }, data = 5 };
        watch.TryWrite(new WatchLine("MODIFIED", JsonSerializer.SerializeToElement(broken)));
        watch.TryWrite(new WatchLine("DELETED", JsonSerializer.SerializeToElement(broken)));
        Assert.Equal("-a", await Next());
        Assert.Equal(0, Unreadable);
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_until_it_can()
    {
        await StartAsync(List(10));
        var watch = await WatchAsync();
        var broken = new WatchLine(
            "ADDED", JsonSerializer.SerializeToElement(new { metadata = new { name = "a", @namespace = "ns", resourceVersion = "11" }, data = 5 }));
        watch.TryWrite(broken);
        watch.TryWrite(broken);
        watch.TryWrite(ScriptedApi.Line("ADDED", "b", 12));
        Assert.Equal("+b", await Next());
        Assert.Equal(1, Unreadable);
        watch.TryWrite(ScriptedApi.Line("MODIFIED", "a", 13));
        Assert.Equal("+a", await Next());
        Assert.Equal(0, Unreadable);
    }

    [Fact]
    public async Task What_is_listed_anew_is_counted_anew()
    {
        await StartAsync(List(10), List(50, "a"));
        var watch = await WatchAsync();
        watch.TryWrite(new WatchLine("ADDED", JsonSerializer.SerializeToElement(new { metadata = new { name = "bad", resourceVersion = "11" }, data = 5 })));
        watch.TryWrite(ScriptedApi.Error(410, "Expired"));
        Assert.Equal("+a", await Next());
        Assert.Equal(0, Unreadable);
    }

    [Fact]
    public async Task What_is_known_already_is_not_read_again()
    {
        await StartAsync(List(10, "a"));
        Assert.Equal("+a", await Next());
        var watch = await WatchAsync();
        var echo = new { metadata = new { name = "a", @namespace = "ns", resourceVersion = "1" }, data = 5 };
        watch.TryWrite(new WatchLine("MODIFIED", JsonSerializer.SerializeToElement(echo)));
        watch.TryWrite(ScriptedApi.Line("MODIFIED", "a", 11));
        Assert.Equal("~a", await Next());
        Assert.Equal(0, Unreadable);
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
        Assert.Equal(["10"], _api.OpenedAt);
        Assert.Equal(1, Unreadable);
    }

    [Fact]
    public async Task A_list_that_fails_in_a_way_that_nobody_expects_is_tried_again()
    {
        _api.Lists.Enqueue(() => throw new InvalidOperationException("unexpected"));
        var starting = StartAsync(List(10, "a"));
        await AdvanceUntilAsync(() => _informer?.Synced.IsCompleted == true);
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
        Assert.Equal([("a", true), ("c", false), ("b", false), ("c", false)], _initial);
    }

    [Fact]
    public async Task Ownership_records_are_not_stored_unless_a_transform_keeps_them()
    {
        var map = new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "a", ResourceVersion = "1", ManagedFields = [new V1ManagedFieldsEntry()] },
        };
        await StartAsync(() => new KubeList<V1ConfigMap>("10", [map]));
        Assert.Null(_informer!.Store.Get(new NamespacedName("ns", "a"))!.Metadata.ManagedFields);
        var kept = 0;
        new InformerOptions { Transform = _ => kept++ }.Transform(map);
        Assert.Equal(1, kept);
    }

    [Fact]
    public async Task A_broken_connection_resumes_after_a_pause_without_listing()
    {
        await StartAsync(List(10));
        (await WatchAsync()).Complete(new HttpRequestException("reset"));
        await AdvanceUntilAsync(() => _api.OpenedAt.Count == 2);
        Assert.Equal(["10", "10"], _api.OpenedAt);
        Assert.Equal(1, _api.ListCount);
    }

    /// <summary>Each was asked again at once, for as long as it lasted.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_ends_at_once_again_and_again_is_asked_for_less_and_less_often(bool expires)
    {
        _api.Lists.Enqueue(List(10));
        var starting = StartAsync();
        var ending = EndAsync();
        await starting;
        using var limit = new CancellationTokenSource(Deadline);
        for (var i = 0; i < 6; i++)
        {
            while (_time.Pauses.Count == i)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            _time.Advance(_time.Pauses.ElementAt(i));
        }

        // 0.8 s, 1.6 s, … and half of that with jitter.
        Assert.True(_time.Pauses.Take(6).Sum(static pause => pause.TotalSeconds) > 20, string.Join(", ", _time.Pauses));
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);

        async Task EndAsync()
        {
            await foreach (var watch in _api.Watches.Reader.ReadAllAsync(_stop.Token))
            {
                if (expires)
                    watch.Writer.TryWrite(ScriptedApi.Error(410, "Expired"));
                watch.Writer.Complete();
            }
        }
    }

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(-5)]
    public async Task A_pause_that_no_timer_takes_does_not_end_it(int seconds)
    {
        await StartAsync(List(10));
        (await WatchAsync()).Complete(new KubeApiException(HttpStatusCode.TooManyRequests, "", "later", TimeSpan.FromSeconds(seconds)));
        await AdvanceUntilAsync(() => _api.OpenedAt.Count == 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
            await _running;
        _stop.Dispose();
    }

    private static Func<object> List(int version, params string[] names) => () => new KubeList<V1ConfigMap>(
        $"{version}",
        [
            .. names.Select(
                (name, index) =>
                    new V1ConfigMap
                    {
                        Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = name, Uid = name, ResourceVersion = $"{index + 1}" },
                    }),
        ]);

    private async Task StartAsync(params Func<object>[] lists)
    {
        foreach (var list in lists)
            _api.Lists.Enqueue(list);
        _informer = new Informer<V1ConfigMap>(new InformerOptions(), TestServices.Of(_api, _time, _metrics))
        {
            Changed = change =>
            {
                _initial.Add(((change.New ?? change.Old)!.Metadata.Name, change.IsInitial));
                _seen.Writer.TryWrite(change switch
                {
                    { Old: null, New: { } added } => "+" + added.Metadata.Name,
                    { Old: { } gone, New: null } => "-" + gone.Metadata.Name,
                    _ => "~" + change.New!.Metadata.Name,
                });
            },
        };
        _running = Task.Run(() => _informer.RunAsync(_stop.Token));
        await _informer.Synced.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    private static TimeSpan Deadline => TimeSpan.FromMinutes(2);

    private async Task<string> Next() =>
        await _seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken);

    private async Task<ChannelWriter<WatchLine>> WatchAsync() =>
        (await _api.Watches.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken)).Writer;

    /// <summary>Virtual time, and how long was waited for.</summary>
    private sealed class RecordingTime : FakeTimeProvider
    {
        public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            // Only then may time pass: a timer that is not there yet would miss it.
            if (dueTime > TimeSpan.Zero)
                Pauses.Enqueue(dueTime);
            return timer;
        }
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
