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
    private readonly FakeTimeProvider time = new();
    private readonly FakeLogCollector log = FakeLogCollector.Create(new FakeLogCollectorOptions());
    private readonly Mock<IEntityController<V1ConfigMap>> controller = new();
    private readonly CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly CancellationTokenSource stop = new();
    private readonly WorkQueue<NamespacedName> queue;
    private readonly ILoggerFactory loggers;
    private readonly Task running;
    private int expected;

    public ReconcilerTests()
    {
        loggers = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(log)));
        var services = TestServices.Of(new ScriptedApi(), time, new RuntimeMetrics(registry), loggers);
        var informer = new Informer<V1ConfigMap>(new InformerOptions(), services);
        informer.Store.Upsert(new V1ConfigMap { Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "a", ResourceVersion = "1" } }, out _);
        queue = new WorkQueue<NamespacedName>(time, () => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), () => 1));
        running = new Reconciler<V1ConfigMap>("test", controller.Object, informer, queue, services).RunAsync(1, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        queue.Dispose();
        loggers.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task A_key_of_an_entity_is_reconciled_and_one_that_is_gone_is_deleted()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.Success());
        await ReconcileAsync(Key);
        await ReconcileAsync(Gone);
        controller.Verify(one => one.ReconcileAsync(It.Is<V1ConfigMap>(map => map.Metadata.Name == "a"), It.IsAny<CancellationToken>()), Times.Once);
        controller.Verify(one => one.DeletedAsync(Gone, It.IsAny<CancellationToken>()), Times.Once);
        await AssertCountedAsync("success", 2);
    }

    [Fact]
    public async Task A_success_that_names_a_time_is_looked_at_again_then()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.Success(TimeSpan.FromSeconds(30)));
        await ReconcileAsync(Key);
        time.Advance(TimeSpan.FromSeconds(30));
        await DoneAsync();
        await AssertCountedAsync("requeue_after", 2);
    }

    [Fact]
    public async Task Failures_are_retried_with_growing_pauses_until_one_succeeds()
    {
        Answer(() => ReconciliationResult<V1ConfigMap>.Failure("not yet"));
        await ReconcileAsync(Key);
        time.Advance(TimeSpan.FromSeconds(1));
        await DoneAsync();
        Answer(() => ReconciliationResult<V1ConfigMap>.Success());
        time.Advance(TimeSpan.FromSeconds(2));
        await DoneAsync();
        await AssertCountedAsync("error", 2);
        Answer(() => ReconciliationResult<V1ConfigMap>.Failure("again"));
        await ReconcileAsync(Key);
        Assert.Equal(
            ["ns/a failed: not yet; again in 00:00:01", "ns/a failed: not yet; again in 00:00:02", "ns/a failed: again; again in 00:00:01"],
            log.GetSnapshot().Select(entry => entry.Message["Reconcile of ".Length..]));
    }

    [Fact]
    public async Task A_pause_that_the_server_names_is_kept()
    {
        Answer(() => throw new KubeApiException(HttpStatusCode.TooManyRequests, "TooManyRequests", "later", TimeSpan.FromSeconds(42)));
        await ReconcileAsync(Key);
        Assert.EndsWith("later; again in 00:00:42", Assert.Single(log.GetSnapshot()).Message, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(42));
        await DoneAsync();
    }

    [Fact]
    public async Task What_nobody_expected_is_counted_logged_and_retried_and_stops_no_other_key()
    {
        Answer(() => throw new InvalidOperationException("bug"));
        await ReconcileAsync(Key);
        await ReconcileAsync(Gone);
        Assert.Contains("controller_runtime_reconcile_panics_total{controller=\"test\"} 2", await TestServices.ScrapeAsync(registry));
        Assert.All(log.GetSnapshot(), entry => Assert.IsType<InvalidOperationException>(entry.Exception));
        time.Advance(TimeSpan.FromSeconds(1));
        await DoneAsync();
    }

    [Fact]
    public Task Every_series_is_there_from_the_start() => AssertCountedAsync("success", 0);

    private void Answer(Func<ReconciliationResult<V1ConfigMap>> result)
    {
        controller.Setup(one => one.ReconcileAsync(It.IsAny<V1ConfigMap>(), It.IsAny<CancellationToken>())).Returns(() => Task.Run(result));
        controller.Setup(one => one.DeletedAsync(It.IsAny<NamespacedName>(), It.IsAny<CancellationToken>())).Returns(() => Task.Run(result));
    }

    private Task ReconcileAsync(NamespacedName key)
    {
        queue.Add(key);
        return DoneAsync();
    }

    /// <summary>One more key has been worked on: its length has been measured, which is the last thing that is done.</summary>
    private async Task DoneAsync()
    {
        expected++;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await MeasuredAsync() < expected)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<int> MeasuredAsync() =>
        (await TestServices.ScrapeAsync(registry)).Where(line => line.StartsWith("controller_runtime_reconcile_time_seconds_count", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    private async Task AssertCountedAsync(string result, int count) =>
        Assert.Contains($"controller_runtime_reconcile_total{{controller=\"test\",result=\"{result}\"}} {count}", await TestServices.ScrapeAsync(registry));
}
