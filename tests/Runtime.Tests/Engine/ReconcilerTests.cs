using System.Globalization;
using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Moq;
using October.Common.Queues;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;
using October.Runtime.Metrics;
using Prometheus;

namespace October.Runtime.Engine;

public sealed class ReconcilerTests : IAsyncDisposable
{
    private static readonly NamespacedName Key = new("ns", "a");
    private static readonly NamespacedName Gone = new("ns", "gone");
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _log = FakeLogCollector.Create(new FakeLogCollectorOptions());
    private readonly Mock<IEntityController<V1ConfigMap>> _controller = new();
    private readonly Mock<ILoggerProvider> _provider = new();
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkQueue<NamespacedName> _queue;
    private readonly ILoggerFactory _loggers;
    private readonly Task _running;
    private int _expected;

    public ReconcilerTests()
    {
        _loggers = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_log)));
        var services = TestServices.Of(new ScriptedApi(), _time, new RuntimeMetrics(_registry), _loggers);
        var informer = new Informer<V1ConfigMap>(new InformerOptions(), services);
        informer.Store.Upsert(new V1ConfigMap { Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "a", ResourceVersion = "1" } }, out _);
        _queue = new WorkQueue<NamespacedName>(_time, () => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), () => 1));
        _running = new Reconciler<V1ConfigMap>("test", _controller.Object, informer, _queue, services).RunAsync(1, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _queue.Dispose();
        _loggers.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_key_of_an_entity_is_reconciled_and_one_that_is_gone_is_deleted()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.Success());
        await ReconcileAsync(Key);
        await ReconcileAsync(Gone);
        _controller.Verify(one => one.ReconcileAsync(It.Is<V1ConfigMap>(map => map.Metadata.Name == "a"), It.IsAny<CancellationToken>()), Times.Once);
        _controller.Verify(one => one.DeletedAsync(Gone, It.IsAny<CancellationToken>()), Times.Once);
        await AssertCountedAsync("success", 2);
    }

    [Fact]
    public async Task A_success_that_names_a_time_is_looked_at_again_then()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.Success(TimeSpan.FromSeconds(30)));
        await ReconcileAsync(Key);
        _time.Advance(TimeSpan.FromSeconds(30));
        await DoneAsync();
        await AssertCountedAsync("requeue_after", 2);
    }

    [Fact]
    public async Task Failures_are_retried_with_growing_pauses_until_one_succeeds()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.Failure("not yet"));
        await ReconcileAsync(Key);
        _time.Advance(TimeSpan.FromSeconds(1));
        await DoneAsync();
        Answer(() => ReconciliationResult<V1ConfigMap>.Success());
        _time.Advance(TimeSpan.FromSeconds(2));
        await DoneAsync();
        await AssertCountedAsync("error", 2);
        Answer(() => ReconciliationResult<V1ConfigMap>.Failure("again"));
        await ReconcileAsync(Key);
        Assert.Equal(
            ["ns/a failed: not yet; again in 00:00:01", "ns/a failed: not yet; again in 00:00:02", "ns/a failed: again; again in 00:00:01"],
            _log.GetSnapshot().Select(entry => entry.Message["Reconcile of ".Length..]));
    }

    [Fact]
    public async Task A_partial_failure_is_looked_at_again_when_something_else_is_due_though_its_backoff_is_longer()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.PartialFailure("refused", TimeSpan.FromMilliseconds(500)));
        await ReconcileAsync(Key);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await DoneAsync();
        await AssertCountedAsync("error", 2);
    }

    [Fact]
    public async Task A_pause_that_the_server_names_is_kept()
    {
        Answer(() => throw new KubeApiException(HttpStatusCode.TooManyRequests, "TooManyRequests", "later", TimeSpan.FromSeconds(42)));
        await ReconcileAsync(Key);
        Assert.EndsWith("later; again in 00:00:42", Assert.Single(_log.GetSnapshot()).Message, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(42));
        await DoneAsync();
    }

    [Theory]
    [InlineData(true, LogLevel.Information)]
    [InlineData(false, LogLevel.Warning)]
    public async Task That_a_namespace_ends_is_no_warning(bool ends, LogLevel level)
    {
        Answer(() => throw new KubeApiException(HttpStatusCode.Forbidden, "Forbidden", "no") { IsOfEndingNamespace = ends });
        await ReconcileAsync(Key);
        Assert.Equal(level, Assert.Single(_log.GetSnapshot()).Level);
    }

    [Fact]
    public async Task A_pause_of_months_ends_no_worker()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.Failure("later", null, TimeSpan.FromSeconds(10_000_000)));
        await ReconcileAsync(Key);
        Answer(() => ReconciliationResult<V1ConfigMap>.Success(TimeSpan.MaxValue));
        await ReconcileAsync(Gone);
        await ReconcileAsync(Key);
    }

    [Fact]
    public async Task A_pause_of_nothing_is_the_backoffs()
    {
        Answer(() => throw new KubeApiException(HttpStatusCode.TooManyRequests, "TooManyRequests", "later", TimeSpan.Zero));
        await ReconcileAsync(Key);
        Assert.EndsWith("later; again in 00:00:01", Assert.Single(_log.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_after_a_reconcile_ends_no_worker_and_the_key_comes_again()
    {
        var failing = new Mock<ILogger>();
        failing.SetupSequence(one => one.Log(
                It.IsAny<LogLevel>(),
                It.IsAny<EventId>(),
                It.IsAny<It.IsAnyType>(),
                It.IsAny<Exception?>(),
                It.IsAny<Func<It.IsAnyType, Exception?, string>>()))
            .Throws(new IOException("disk full")).Pass();
        _provider.Setup(one => one.CreateLogger(It.IsAny<string>())).Returns(failing.Object);
        _loggers.AddProvider(_provider.Object);
        Answer(() => ReconciliationResult<V1ConfigMap>.Failure("not yet"));
        await ReconcileAsync(Key);
        Answer(() => ReconciliationResult<V1ConfigMap>.Success());
        _time.Advance(TimeSpan.FromSeconds(1));
        await DoneAsync();
        await AssertCountedAsync("success", 1);
    }

    [Fact]
    public async Task What_nobody_expected_is_counted_logged_and_retried_and_stops_no_other_key()
    {
        Answer(() => throw new InvalidOperationException("bug"));
        await ReconcileAsync(Key);
        await ReconcileAsync(Gone);
        Assert.Contains("controller_runtime_reconcile_panics_total{controller=\"test\"} 2", await TestServices.ScrapeAsync(_registry));
        Assert.All(_log.GetSnapshot(), entry => Assert.IsType<InvalidOperationException>(entry.Exception));
        _time.Advance(TimeSpan.FromSeconds(1));
        await DoneAsync();
    }

    [Fact]
    public Task Every_series_is_there_from_the_start() => AssertCountedAsync("success", 0);

    private void Answer(Func<ReconciliationResult<V1ConfigMap>> result)
    {
        _controller.Setup(one => one.ReconcileAsync(It.IsAny<V1ConfigMap>(), It.IsAny<CancellationToken>())).Returns(() => Task.Run(result));
        _controller.Setup(one => one.DeletedAsync(It.IsAny<NamespacedName>(), It.IsAny<CancellationToken>())).Returns(() => Task.Run(result));
    }

    private Task ReconcileAsync(NamespacedName key)
    {
        _queue.Add(key);
        return DoneAsync();
    }

    /// <summary>One more key has been worked on: its length has been measured, which is the last thing that is done.</summary>
    private async Task DoneAsync()
    {
        _expected++;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await MeasuredAsync() < _expected)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<int> MeasuredAsync() =>
        (await TestServices.ScrapeAsync(_registry)).Where(line => line.StartsWith("controller_runtime_reconcile_time_seconds_count", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    private async Task AssertCountedAsync(string result, int count) =>
        Assert.Contains($"controller_runtime_reconcile_total{{controller=\"test\",result=\"{result}\"}} {count}", await TestServices.ScrapeAsync(_registry));
}
