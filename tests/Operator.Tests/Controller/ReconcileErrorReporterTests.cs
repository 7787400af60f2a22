using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using October.Crd;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Events;

namespace October.Operator.Controller;

public sealed class ReconcileErrorReporterTests
{
    private readonly List<Corev1Event> _told = [];
    private readonly Queue<string?> _failures = new();
    private readonly ReconcileErrorReporter _controller;

    public ReconcileErrorReporterTests()
    {
        var api = new Mock<IKubeApi>();
        api.Setup(a => a.CreateAsync(It.IsAny<Corev1Event>(), It.IsAny<CancellationToken>()))
            .Callback((Corev1Event note, CancellationToken _) => _told.Add(note))
            .ReturnsAsync((Corev1Event note, CancellationToken _) => note);
        var inner = new Mock<IEntityController<V1OctoberApp>>();
        inner.Setup(c => c.ReconcileAsync(It.IsAny<V1OctoberApp>(), It.IsAny<CancellationToken>())).Returns(() =>
            _failures.Dequeue() is { } message ? throw new IOException(message) : Task.FromResult(ReconciliationResult<V1OctoberApp>.Success()));
        _controller = new ReconcileErrorReporter(inner.Object, new EventPublisher(api.Object, "test", "test", TimeProvider.System, NullLogger.Instance));
    }

    [Fact]
    public async Task An_error_that_comes_back_is_reported_once_and_thrown_each_time()
    {
        await TryAsync("no", "no", "no", "no", "no");
        var note = Assert.Single(_told);
        Assert.Equal(("Warning", "ReconcileError"), (note.Type, note.Reason));
        Assert.EndsWith("is retried: no", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passes_is_not_reported()
    {
        await TryAsync("no", "no", null, "no", "no");
        Assert.Empty(_told);
    }

    [Fact]
    public async Task What_comes_back_after_it_went_well_is_reported_again()
    {
        await TryAsync("no", "no", "no", null, "other", "other", "other");
        Assert.Equal(2, _told.Count);
    }

    private async Task TryAsync(params string?[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _failures.Enqueue(outcome);
            var call = () =>
                _controller.ReconcileAsync(
                    new V1OctoberApp { Metadata = new V1ObjectMeta { Name = "shop", NamespaceProperty = "default", Uid = "u" } },
                    CancellationToken.None);
            if (outcome is null)
                await call();
            else
                await Assert.ThrowsAsync<IOException>(call);
        }
    }
}
