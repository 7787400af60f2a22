using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using October.Crd;
using October.Crd.Status;
using October.Operator.Execute;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Events;
using October.Runtime.Informers;

namespace October.Operator.Controller;

public sealed class ReconcileErrorReporterTests
{
    private const string Invalid = "a duration is too long";

    private readonly List<Corev1Event> _told = [];
    private readonly List<JsonObject> _written = [];
    private readonly Queue<string?> _failures = new();
    private readonly Store<V1OctoberApp> _apps = new();
    private Action _decide = static () => { };
    private readonly ReconcileErrorReporter _controller;

    public ReconcileErrorReporterTests()
    {
        var api = new Mock<IKubeApi>();
        api.Setup(a => a.CreateAsync(It.IsAny<Corev1Event>(), It.IsAny<CancellationToken>()))
            .Callback((Corev1Event note, CancellationToken _) => _told.Add(note))
            .ReturnsAsync((Corev1Event note, CancellationToken _) => note);
        var inner = new Mock<IEntityController<V1OctoberApp>>();
        inner.Setup(c => c.ReconcileAsync(It.IsAny<V1OctoberApp>(), It.IsAny<CancellationToken>())).Returns(() =>
        {
            _decide();
            return _failures.Dequeue() is { } message ? throw Error(message) : Task.FromResult(ReconciliationResult<V1OctoberApp>.Success());
        });
        api.Setup(a =>
                a.ApplyAsync<V1OctoberApp>(It.IsAny<JsonObject>(), It.IsAny<string>(), "status", It.IsAny<CancellationToken>(), It.IsAny<bool>()))
            .Callback((JsonObject intent, string _, string? _, CancellationToken _, bool _) => _written.Add((JsonObject)intent["status"]!.DeepClone()))
            .ReturnsAsync((JsonObject intent, string _, string? _, CancellationToken _, bool _) => KubeJson.Read<V1OctoberApp>(intent));
        _controller = new ReconcileErrorReporter(
            inner.Object,
            new EventPublisher(api.Object, "test", "test", TimeProvider.System, NullLogger.Instance),
            new StatusApplier(api.Object, _apps, TimeProvider.System),
            TimeProvider.System);
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

    [Fact]
    public async Task No_app_is_left_without_a_phase()
    {
        await TryAsync("no");
        var status = Assert.Single(_written);
        Assert.Equal("Pending", (string?)status["phase"]);
        Assert.Equal("Reconcile failed and is retried: no", (string?)status["message"]);
        Assert.Contains(status["conditions"]!.AsArray(), condition => (string?)condition!["type"] == "Reconciling");
    }

    [Fact]
    public async Task What_was_decided_before_stays_in_status_while_an_error_may_pass()
    {
        var app = App();
        app.Status = new V1OctoberAppStatus
        {
            Phase = "Ready",
            ObservedGeneration = 1,
            Revisions = new RevisionsStatus { LastGood = "shop-a" },
            Conditions = [new AppCondition { Type = "Available", Status = "True" }, new AppCondition { Type = "Ready", Status = "True" }],
        };
        await TryAsync(app, "no", "no", "no");
        Assert.Empty(_written);
        app.Metadata.Generation = 2;
        await TryAsync(app, "no");
        var status = Assert.Single(_written);
        Assert.Equal(("Pending", "shop-a", 2), ((string?)status["phase"], (string?)status["revisions"]!["lastGood"], (int?)status["observedGeneration"]));
        Assert.Equal(
            ["Ready=False", "Progressing=True", "Reconciling=True", "Available=True"],
            status["conditions"]!.AsArray().Select(condition => $"{condition!["type"]}={condition["status"]}"));
    }

    [Theory]
    [InlineData("no")]
    [InlineData(Invalid)]
    public async Task What_was_decided_in_the_reconcile_that_failed_stays_in_status(string failure)
    {
        var decided = App();
        decided.Metadata.ResourceVersion = "2";
        decided.Status = new V1OctoberAppStatus
        {
            Phase = "Progressing",
            ObservedGeneration = 1,
            Rollout = new RolloutStatus { Revision = "shop-a", Step = "Roll" },
        };
        _decide = () => _apps.Upsert(decided, out _);
        _failures.Enqueue(failure);
        await Record.ExceptionAsync(() => _controller.ReconcileAsync(App(), CancellationToken.None));

        Assert.All(_written, status => Assert.Equal("Roll", (string?)status["rollout"]?["step"]));
        Assert.Equal(failure == Invalid ? 1 : 0, _written.Count);
    }

    [Fact]
    public async Task A_spec_that_cannot_be_followed_is_reported_at_once()
    {
        _failures.Enqueue(Invalid);
        var result = await _controller.ReconcileAsync(App(), CancellationToken.None);
        Assert.False(result.IsSuccess);
        var status = Assert.Single(_written);
        Assert.Equal(("Failed", Invalid), ((string?)status["phase"], (string?)status["message"]));
        Assert.Contains(
            status["conditions"]!.AsArray(), condition => (string?)condition!["type"] == "Stalled" && (string?)condition["reason"] == "InvalidSpec");
        Assert.Equal("InvalidSpec", Assert.Single(_told).Reason);
    }

    private static V1OctoberApp App() =>
        new() { Metadata = new V1ObjectMeta { Name = "shop", NamespaceProperty = "default", Uid = "u", Generation = 1, ResourceVersion = "1" } };

    private static Exception Error(string message) => message == Invalid ? new FormatException(message) : new IOException(message);

    private Task TryAsync(params string?[] outcomes) => TryAsync(App(), outcomes);

    private async Task TryAsync(V1OctoberApp app, params string?[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _failures.Enqueue(outcome);
            var call = () => _controller.ReconcileAsync(app, CancellationToken.None);
            if (outcome is null)
                await call();
            else
                await Assert.ThrowsAsync<IOException>(call);
        }
    }
}
