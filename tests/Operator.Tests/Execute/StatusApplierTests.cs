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
    private readonly V1OctoberApp _app = new() { Metadata = Version(7) };
    private readonly Store<V1OctoberApp> _store = new();
    private readonly List<string?> _basedOn = [];
    private readonly StatusApplier _status;
    private int _version = 7;

    public StatusApplierTests()
    {
        _status = new StatusApplier(_api.Object, _store, _time);
        _api.Setup(a => a.ApplyAsync<V1OctoberApp>(It.IsAny<JsonObject>(), OctoberApi.FieldManager, "status", It.IsAny<CancellationToken>(), true))
            .ReturnsAsync((JsonObject intent, string _, string? _, CancellationToken _, bool _) =>
            {
                _told.Add((string)intent["status"]!["components"]!["api"]!["summary"]!);
                _basedOn.Add((string?)intent["metadata"]!["resourceVersion"]);
                return new V1OctoberApp { Metadata = Version(++_version), Status = KubeJson.Read<V1OctoberAppStatus>(intent["status"]!) };
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

    /// <summary>Else a leader that acts on what it knew before would write over what the next one has remembered.</summary>
    [Fact]
    public async Task It_is_written_to_the_app_that_was_decided_on_and_to_no_later_one()
    {
        await TellAsync("0/3");
        _time.Advance(TimeSpan.FromMinutes(1));
        await TellAsync("1/3");
        _store.Upsert(new V1OctoberApp { Metadata = Version(++_version) }, out _);
        _time.Advance(TimeSpan.FromMinutes(1));
        await TellAsync("2/3");
        Assert.Equal(["7", "8", "7"], _basedOn);
    }

    [Fact]
    public async Task An_app_that_has_changed_is_read_again_for_the_next_try()
    {
        _api.Setup(a => a.ApplyAsync<V1OctoberApp>(It.IsAny<JsonObject>(), OctoberApi.FieldManager, "status", It.IsAny<CancellationToken>(), true))
            .ThrowsAsync(new KubeApiException(System.Net.HttpStatusCode.Conflict, "Conflict", "the object has been modified"));
        _api.Setup(a => a.GetAsync<V1OctoberApp>("default", "shop", It.IsAny<CancellationToken>()))
            .ReturnsAsync(new V1OctoberApp { Metadata = Version(9) });
        await Assert.ThrowsAsync<KubeApiException>(() => TellAsync("0/3"));
        Assert.Equal("9", _store.Get(NamespacedName.Of(_app))!.Metadata.ResourceVersion);
    }

    /// <summary>Whatever quotes it: what an editor, an image or a webhook wrote must not command the terminal of whoever reads it.</summary>
    [Fact]
    public async Task Control_characters_do_not_reach_status_and_what_was_escaped_is_not_written_again()
    {
        await TellAsync("0/3", "request \e]0;x\a of \u202euser");
        var condition = Assert.Single(_store.Get(NamespacedName.Of(_app))!.Status!.Conditions!);
        Assert.Equal("request \\u001b]0;x\\u0007 of \\u202euser", condition.Message);
        _time.Advance(TimeSpan.FromMinutes(1));
        await TellAsync("0/3", "request \e]0;x\a of \u202euser");
        Assert.Single(_told);
    }

    private static V1ObjectMeta Version(int version) => new() { Name = "shop", NamespaceProperty = "default", Uid = "1", ResourceVersion = $"{version}" };

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
