using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Moq;
using October.Runtime.Api;

namespace October.Runtime.Events;

public sealed class EventPublisherTests
{
    private static readonly V1ConfigMap About = new() { Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "shop", Uid = "u" } };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
    private readonly FakeLogger _logger = new();
    private readonly Mock<IKubeApi> _api = new();
    private readonly List<Corev1Event> _sent = [];
    private readonly EventPublisher _publisher;

    public EventPublisherTests()
    {
        _publisher = new EventPublisher(_api.Object, "operator", "pod-1", _time, _logger);
        _api.Setup(one => one.CreateAsync(It.IsAny<Corev1Event>(), It.IsAny<CancellationToken>()))
            .Callback((Corev1Event entity, CancellationToken _) => _sent.Add(entity))
            .ReturnsAsync((Corev1Event entity, CancellationToken _) => entity);
    }

    [Fact]
    public async Task An_event_names_its_object_reason_and_reporter()
    {
        await PublishAsync(Note() with { Annotations = new Dictionary<string, string> { ["a"] = "1" } });
        var entity = Assert.Single(_sent);
        Assert.Equal(
            ("v1", "ConfigMap", "shop", "u"),
            (entity.InvolvedObject.ApiVersion, entity.InvolvedObject.Kind, entity.InvolvedObject.Name, entity.InvolvedObject.Uid));
        Assert.Equal(
            ("Warning", "Failed", "Rollout", "It failed", "operator", "pod-1"),
            (entity.Type, entity.Reason, entity.Action, entity.Message, entity.ReportingComponent, entity.ReportingInstance));
        Assert.Equal("1", entity.Metadata.Annotations["a"]);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), entity.FirstTimestamp);
    }

    [Fact]
    public async Task The_same_occurrence_has_the_same_name_and_another_has_another()
    {
        await PublishAsync(Note());
        await PublishAsync(Note() with { Message = "in other words" });
        await PublishAsync(Note() with { Key = "2" });
        await PublishAsync(Note() with { Reason = "Other" });
        Assert.Equal(3, _sent.Select(entity => entity.Metadata.Name).Distinct().Count());
        Assert.Equal(_sent[0].Metadata.Name, _sent[1].Metadata.Name);
    }

    [Fact]
    public async Task Control_characters_of_a_message_are_escaped()
    {
        await PublishAsync(Note() with { Message = "It\e[2J failed\u2028\u202e", Annotations = new Dictionary<string, string> { ["request"] = "a\e" } });
        Assert.Equal(("It\\u001b[2J failed\\u2028\\u202e", "a\\u001b"), (_sent[0].Message, _sent[0].Metadata.Annotations["request"]));
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_cut_where_that_is_seen()
    {
        await PublishAsync(Note() with { Message = new string('x', 2000) });
        Assert.Equal((1024, '…'), (_sent[0].Message.Length, _sent[0].Message[^1]));
    }

    [Fact]
    public async Task One_that_is_there_already_is_no_failure()
    {
        Refuse(new KubeApiException(HttpStatusCode.Conflict, "AlreadyExists", "there"));
        Found(new Corev1Event());
        await PublishAsync(Note());
        Assert.Equal(0, _logger.Collector.Count);
    }

    [Fact]
    public async Task A_denial_that_says_that_it_is_there_already_is_a_failure()
    {
        Refuse(new KubeApiException(HttpStatusCode.Conflict, "AlreadyExists", "admission webhook \"x\" denied the request"));
        Found();
        await PublishAsync(Note());
        Assert.Equal(
            "Event Failed could not be published: admission webhook \"x\" denied the request", Assert.Single(_logger.Collector.GetSnapshot()).Message);
    }

    [Fact]
    public async Task An_answer_that_nobody_expected_fails_nobody()
    {
        Refuse(new System.Text.Json.JsonException("'<' is an invalid start of a value"));
        await PublishAsync(Note());
        Assert.Equal(1, _logger.Collector.Count);
    }

    [Fact]
    public async Task A_failure_is_logged_and_fails_nobody()
    {
        Refuse(new KubeApiException(HttpStatusCode.Forbidden, "Forbidden", "no rights"));
        await PublishAsync(Note());
        Refuse(new HttpRequestException("no connection"));
        await PublishAsync(Note());
        Assert.Equal(
            ["Event Failed could not be published: no rights", "Event Failed could not be published: no connection"],
            _logger.Collector.GetSnapshot().Select(entry => entry.Message));
    }

    private static EventNote Note() => new(true, "Failed", "Rollout", "It failed", "1");

    private void Refuse(Exception exception) =>
        _api.Setup(one => one.CreateAsync(It.IsAny<Corev1Event>(), It.IsAny<CancellationToken>())).ThrowsAsync(exception);

    private void Found(params Corev1Event[] there) =>
        _api.Setup(one => one.ListAsync<Corev1Event>(
                It.Is<ListOptions>(options => options.FieldSelector!.StartsWith("metadata.name=shop.", StringComparison.Ordinal)),
                It.IsAny<CancellationToken>()))
            .ReturnsAsync(new KubeList<Corev1Event>("1", there));

    private Task PublishAsync(EventNote note) => _publisher.PublishAsync(About, note, TestContext.Current.CancellationToken);
}
