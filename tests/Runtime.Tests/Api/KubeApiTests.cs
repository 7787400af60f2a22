using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using October.Runtime.Metrics;
using Prometheus;

namespace October.Runtime.Api;

public sealed class KubeApiTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Server _server = new();
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Kubernetes _client;
    private readonly KubeApi _api;

    public KubeApiTests()
    {
        _client = new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, _server);
        _api = new KubeApi(_client, _time, "tester/1", new RuntimeMetrics(_registry));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_list_goes_over_all_pages()
    {
        _server.Answer("""{"metadata":{"resourceVersion":"7","continue":"a b"},"items":[{"metadata":{"name":"a"}}]}""");
        _server.Answer("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b"}}]}""");
        var list = await _api.ListAsync<V1ConfigMap>(new ListOptions { Namespace = "ns", LabelSelector = "app=x" }, Token);
        Assert.Equal(["a", "b"], list.Items.Select(item => item.Metadata.Name));
        Assert.Equal(
            [
                "GET /api/v1/namespaces/ns/configmaps?limit=25&labelSelector=app%3Dx",
                "GET /api/v1/namespaces/ns/configmaps?limit=25&labelSelector=app%3Dx&continue=a%20b",
            ],
            _server.Requests);
    }

    [Fact]
    public async Task What_is_not_kept_of_an_object_is_dropped_as_it_is_read()
    {
        _server.Answer("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a","annotations":{"long":"text"}}}]}""");
        var list = await _api.ListAsync<V1ConfigMap>(new ListOptions { Transform = item => item.Metadata.Annotations = null }, Token);
        Assert.Null(Assert.Single(list.Items).Metadata.Annotations);
    }

    [Fact]
    public async Task A_list_without_items_is_empty()
    {
        _server.Answer("""{"metadata":{"resourceVersion":"7"},"items":null}""");
        Assert.Empty((await _api.ListAsync<V1ConfigMap>(new ListOptions(), Token)).Items);
    }

    [Fact]
    public async Task An_item_that_is_no_object_is_named_as_unreadable()
    {
        _server.Answer("""{"metadata":{"resourceVersion":"7"},"items":[null,{"metadata":{"name":"a"}}]}""");
        var list = await _api.ListAsync<V1ConfigMap>(new ListOptions(), Token);
        Assert.Equal("a", Assert.Single(list.Items).Metadata.Name);
        Assert.Single(list.Unreadable);
    }

    [Fact]
    public async Task A_watch_gives_line_by_line()
    {
        _server.Answer("""
            {"type":"ADDED","object":{"metadata":{"name":"a"}}}

            {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}
            """);
        var lines = new List<string>();
        await foreach (var line in _api.WatchAsync<V1ConfigMap>("ns", null, "5", TimeSpan.FromSeconds(200), Token))
            lines.Add(line.Type);
        Assert.Equal(["ADDED", "BOOKMARK"], lines);
        Assert.Equal(
            "GET /api/v1/namespaces/ns/configmaps?watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=200", Assert.Single(_server.Requests));
    }

    [Fact]
    public async Task A_watch_that_hears_nothing_past_the_servers_own_deadline_ends()
    {
        _server.Answers.Enqueue(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) });
        var watching = Task.Run(async () =>
        {
            await foreach (var line in _api.WatchAsync<V1ConfigMap>("ns", null, "5", TimeSpan.FromSeconds(200), Token))
                Assert.Fail(line.Type);
        }, Token);
        await _server.Called.WaitAsync(TimeSpan.FromSeconds(10), Token);
        _time.Advance(TimeSpan.FromSeconds(211));
        await watching.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        _server.Answer("""{"kind":"Status","code":404,"reason":"NotFound","message":"no"}""", HttpStatusCode.NotFound);
        Assert.Null(await _api.GetAsync<V1ConfigMap>("ns", "a", Token));
    }

    [Fact]
    public async Task A_refusal_says_what_the_server_says()
    {
        _server.Answer(
            """{"kind":"Status","code":429,"reason":"TooManyRequests","message":"later","details":{"retryAfterSeconds":7}}""", HttpStatusCode.TooManyRequests);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _api.GetAsync<V1ConfigMap>("ns", "a", Token));
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "TooManyRequests", "later", TimeSpan.FromSeconds(7)),
            (refusal.Code, refusal.Reason, refusal.Message, refusal.RetryAfter));
    }

    [Theory]
    [InlineData("""{"causes":[{"reason":"NamespaceTerminating","message":"namespace ns is being terminated","field":"metadata.namespace"}]}""", true)]
    [InlineData("""{"causes":[{"reason":"FieldValueInvalid"},null]}""", false)]
    [InlineData("""{"causes":{}}""", false)]
    [InlineData("null", false)]
    public async Task The_end_of_a_namespace_is_known_by_its_cause_however_long_the_names_in_the_message_are(string details, bool ends)
    {
        _server.Answer(
            $$"""{"kind":"Status","code":403,"reason":"Forbidden","message":"secrets \"{{new string('a', 253)}}\" is forbidden: …","details":{{details}}}""",
            HttpStatusCode.Forbidden);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _api.GetAsync<V1ConfigMap>("ns", "a", Token));
        Assert.Equal(ends, refusal.IsOfEndingNamespace);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("60", 60)]
    [InlineData("10000000", 60)]
    [InlineData("2147483648", null)]
    [InlineData("\"7\"", null)]
    public async Task A_pause_that_a_refusal_names_is_obeyed_for_a_minute_at_most(string seconds, int? pause)
    {
        _server.Answer(
            $$$"""{"kind":"Status","code":429,"reason":"TooManyRequests","message":"later","details":{"retryAfterSeconds":{{{seconds}}}}}""",
            HttpStatusCode.TooManyRequests);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _api.GetAsync<V1ConfigMap>("ns", "a", Token));
        Assert.Equal(pause, (int?)refusal.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("4294968", 60)]
    public async Task A_pause_in_a_header_is_obeyed_for_a_minute_at_most(string header, int? pause)
    {
        _server.Answers.Enqueue(_ =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("busy") };
            answer.Headers.Add("Retry-After", header);
            return answer;
        });
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _api.GetAsync<V1ConfigMap>("ns", "a", Token));
        Assert.Equal(pause, (int?)refusal.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("""{"code":422,"message":"no","details":null}""")]
    [InlineData("""{"code":422,"message":"no","details":"none"}""")]
    [InlineData("""{"code":422,"message":"no","details":[1]}""")]
    [InlineData("""{"code":"422","message":"no","reason":5}""")]
    public async Task A_refusal_with_values_of_another_kind_is_a_refusal(string status)
    {
        _server.Answer(status, HttpStatusCode.UnprocessableEntity);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _api.GetAsync<V1ConfigMap>("ns", "a", Token));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task A_refusal_that_is_no_Status_is_cited()
    {
        _server.Answer("<html>bad gateway</html>", HttpStatusCode.BadGateway);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _api.GetAsync<V1ConfigMap>("ns", "a", Token));
        Assert.Equal("HTTP 502: <html>bad gateway</html>", refusal.Message);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_ends_as_a_transport_error()
    {
        _server.Answers.Enqueue(_ => null);
        var call = _api.GetAsync<V1ConfigMap>("ns", "a", Token);
        await _server.Called.WaitAsync(TimeSpan.FromSeconds(10), Token);
        _time.Advance(TimeSpan.FromSeconds(31));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Contains("was not answered within 30 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_names_its_field_manager_and_subresource()
    {
        _server.Answer("""{"metadata":{"name":"a"}}""");
        await _api.ApplyAsync<V1Deployment>(
            (JsonObject)JsonNode.Parse("""{"metadata":{"name":"a","namespace":"ns"}}""")!, "my manager", "status", Token, force: false);
        Assert.Equal("PATCH /apis/apps/v1/namespaces/ns/deployments/a/status?fieldManager=my%20manager&force=false", Assert.Single(_server.Requests));
        Assert.Equal("application/apply-patch+yaml", _server.ContentType);
    }

    [Fact]
    public async Task A_delete_is_of_exactly_this_object()
    {
        _server.Answer("""{"kind":"Status","status":"Success"}""");
        await _api.DeleteAsync(Map("u"), Token);
        Assert.Equal("""{"uid":"u"}""", JsonNode.Parse(_server.Body!)!["preconditions"]!.ToJsonString());
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "NotFound", null)]
    [InlineData(HttpStatusCode.Conflict, "Conflict", null)]
    [InlineData(HttpStatusCode.Conflict, "Conflict", "another")]
    public async Task What_is_gone_or_another_now_need_not_be_deleted(HttpStatusCode code, string reason, string? there)
    {
        Refuse(code, reason, there);
        await _api.DeleteAsync(Map("u"), Token);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "NotFound")]
    [InlineData(HttpStatusCode.Conflict, "Conflict")]
    public async Task A_denial_of_a_delete_is_not_taken_for_done_while_the_object_is_there(HttpStatusCode code, string reason)
    {
        Refuse(code, reason, "u");
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _api.DeleteAsync(Map("u"), Token));
        Assert.Equal("denied", refusal.Message);
    }

    [Fact]
    public async Task Requests_are_counted_by_code_and_verb_and_say_who_sends_them()
    {
        _server.Answer("""{"metadata":{"resourceVersion":"7"},"items":[]}""");
        await _api.ListAsync<V1ConfigMap>(new ListOptions(), Token);
        Assert.Contains("rest_client_requests_total{code=\"200\",method=\"LIST\"} 1", await TestServices.ScrapeAsync(_registry));
        Assert.Equal("tester/1", _server.UserAgent);
    }

    [Fact]
    public async Task Of_a_log_no_more_is_read_than_is_asked_for_whatever_the_server_sends()
    {
        _server.Answer(new string('x', 1_000_000));
        Assert.Equal(256 * 1024, (await _api.ReadLogAsync("ns", "p", "c", 5, previous: true, Token)).Length);
        Assert.Equal(["GET /api/v1/namespaces/ns/pods/p/log?container=c&tailLines=5&limitBytes=262144&previous=true"], _server.Requests);
    }

    [Fact]
    public async Task A_log_that_does_not_come_to_its_end_is_not_waited_for()
    {
        _server.Answers.Enqueue(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) });
        var reading = _api.ReadLogAsync("ns", "p", "c", 5, previous: false, Token);
        await _server.Called;
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("was not answered within 30 s", (await Assert.ThrowsAsync<HttpRequestException>(() => reading)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_would_be_the_path_of_something_else_is_not_sent(string name)
    {
        await Assert.ThrowsAsync<FormatException>(() => _api.GetAsync<V1Secret>("ns", name, Token));
        Assert.Empty(_server.Requests);
    }

    private static V1ConfigMap Map(string uid) => new() { Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = "a", Uid = uid } };

    /// <summary>A delete is refused; then the object of this uid is there.</summary>
    private void Refuse(HttpStatusCode code, string reason, string? uid)
    {
        _server.Answer($$"""{"kind":"Status","code":{{(int)code}},"reason":"{{reason}}","message":"denied"}""", code);
        if (uid is null)
            _server.Answer("""{"kind":"Status","code":404,"reason":"NotFound"}""", HttpStatusCode.NotFound);
        else
            _server.Answer($$"""{"metadata":{"name":"a","uid":"{{uid}}"} }""");
    }

    private sealed class Server : DelegatingHandler
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Queue<Func<HttpRequestMessage, HttpResponseMessage?>> Answers { get; } = new();

        public List<string> Requests { get; } = [];

        public Task Called => _called.Task;

        public string? Body { get; private set; }

        public string? ContentType { get; private set; }

        public string? UserAgent { get; private set; }

        public void Answer(string body, HttpStatusCode code = HttpStatusCode.OK) =>
            Answers.Enqueue(_ => new HttpResponseMessage(code) { Content = new StringContent(body, Encoding.UTF8, "application/json") });

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            (UserAgent, ContentType) = (request.Headers.UserAgent.ToString(), request.Content?.Headers.ContentType?.MediaType);
            Body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            _called.TrySetResult();
            if (Answers.Dequeue()(request) is { } answer)
                return answer;
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>A half-open connection.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
