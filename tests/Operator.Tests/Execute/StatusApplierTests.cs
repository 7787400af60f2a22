using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Moq;
using October.Crd;
using October.Crd.Status;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Operator.Execute;

public sealed class StatusApplierTests
{
    private readonly Mock<IKubeApi> _api = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private readonly V1OctoberApp _app = new() { Metadata = new V1ObjectMeta { Name = "shop", NamespaceProperty = "default", Uid = "1" } };
    private readonly StatusApplier _status;

    public StatusApplierTests()
    {
        _status = new StatusApplier(_api.Object, new Store<V1OctoberApp>(), _time);
        _api.Setup(a => a.ApplyAsync<V1OctoberApp>(It.IsAny<JsonObject>(), OctoberApi.FieldManager, "status", It.IsAny<CancellationToken>(), true))
            .ReturnsAsync((JsonObject intent, string _, string? _, CancellationToken _, bool _) =>
            {
                _told.Add((string)intent["status"]!["components"]!["api"]!["summary"]!);
                return new V1OctoberApp { Metadata = _app.Metadata, Status = KubeJson.Read<V1OctoberAppStatus>(intent["status"]!) };
            });
    }

    [Fact]
    public async Task Pods_that_become_ready_one_after_another_are_reported_of_every_two_seconds()
    {
        Assert.Null(await TellAsync("0/3"));
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(TimeSpan.FromMilliseconds(1700), await TellAsync("1/3", "api has one pod"));
        _time.Advance(TimeSpan.FromMilliseconds(1700));
        Assert.Null(await TellAsync("3/3"));
        Assert.Equal(["0/3", "3/3"], _told);
    }

    [Fact]
    public async Task Progress_after_a_pause_is_reported_at_once()
    {
        await TellAsync("3/3");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await TellAsync("2/3"));
        Assert.Equal(["3/3", "2/3"], _told);
    }

    [Fact]
    public async Task A_phase_is_reported_at_once()
    {
        await TellAsync("0/3");
        Assert.Null(await TellAsync("1/3", phase: "Verifying"));
        Assert.Equal(["0/3", "1/3"], _told);
    }

    [Fact]
    public async Task An_app_that_cannot_be_used_any_more_is_reported_at_once()
    {
        await TellAsync("1/3", available: "True");
        Assert.Null(await TellAsync("0/3", available: "False"));
        Assert.Equal(["1/3", "0/3"], _told);
    }

    [Fact]
    public async Task An_app_that_can_be_used_is_progress()
    {
        await TellAsync("0/3");
        Assert.Equal(TimeSpan.FromSeconds(2), await TellAsync("1/3", "every component has a pod", available: "True"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await TellAsync("1/3", "every component has a pod", available: "True"));
        Assert.Equal(["0/3", "1/3"], _told);
    }

    [Fact]
    public async Task What_is_known_is_not_reported()
    {
        await TellAsync("0/3");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await TellAsync("0/3"));
        Assert.Single(_told);
    }

    [Fact]
    public async Task A_new_app_of_an_old_name_is_reported_at_once()
    {
        await TellAsync("0/3");
        _status.Forget(NamespacedName.Of(_app));
        Assert.Null(await TellAsync("1/3"));
        Assert.Equal(["0/3", "1/3"], _told);
    }

    private Task<TimeSpan?> TellAsync(string summary, string message = "none", string phase = "Progressing", string available = "False") => _status.ApplyAsync(
        _app,
        new V1OctoberAppStatus
        {
            Phase = phase,
            Conditions = [new AppCondition { Type = ConditionTypes.Available, Status = available, Reason = "Counted", Message = message }],
            Components = new ComponentsStatus { Api = new ComponentStatus { Summary = summary } },
            Revisions = new RevisionsStatus { Current = summary },
        },
        CancellationToken.None);
}
