using System.Net;
using k8s;
using k8s.Models;

namespace October.Runtime.Api;

/// <summary>A list of several pages from a server that is busy.</summary>
public sealed class LongListTests : IDisposable
{
    private const string First = """{"metadata":{"resourceVersion":"7","continue":"c"},"items":[{"metadata":{"name":"a"}}]}""";
    private const string Second = """{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b"}}]}""";

    private readonly Pages _server = new();
    private readonly Kubernetes _client;
    private readonly KubeApi _api;

    public LongListTests()
    {
        _client = new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, _server);
        _api = new KubeApi(_client, new ShortPauses(), "tester/1");
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(null)]
    public async Task A_page_that_is_refused_is_asked_for_again_and_those_before_it_are_not(HttpStatusCode? refusal)
    {
        _server.Answers = [(HttpStatusCode.OK, First), (refusal, ""), (refusal, ""), (HttpStatusCode.OK, Second)];
        Assert.Equal(["a", "b"], (await ListAsync()).Items.Select(static item => item.Metadata.Name));
        Assert.Equal(["", "c", "c", "c"], _server.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_refusal_that_stays_is_not_asked_for_again(HttpStatusCode refusal)
    {
        _server.Answers = [(HttpStatusCode.OK, First), (refusal, "")];
        Assert.Equal(refusal, (await Assert.ThrowsAsync<KubeApiException>(ListAsync)).Code);
    }

    [Fact]
    public async Task The_first_page_is_for_the_caller_to_ask_for_again()
    {
        _server.Answers = [(HttpStatusCode.TooManyRequests, "")];
        await Assert.ThrowsAsync<KubeApiException>(ListAsync);
    }

    [Fact]
    public async Task A_page_that_is_refused_five_times_ends_the_list()
    {
        _server.Answers = [(HttpStatusCode.OK, First), .. Enumerable.Repeat(((HttpStatusCode?)HttpStatusCode.ServiceUnavailable, ""), 5)];
        await Assert.ThrowsAsync<KubeApiException>(ListAsync);
        Assert.Equal(6, _server.Asked.Count);
    }

    private Task<KubeList<V1ConfigMap>> ListAsync() => _api.ListAsync<V1ConfigMap>(new ListOptions(), TestContext.Current.CancellationToken);

    /// <summary>Pauses are over at once, limits of requests are not.</summary>
    private sealed class ShortPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(10) ? TimeSpan.Zero : dueTime, period);
    }

    private sealed class Pages : DelegatingHandler
    {
        /// <summary>In this order; no status for a connection that breaks.</summary>
        public IReadOnlyList<(HttpStatusCode? Status, string Body)> Answers { get; set; } = [];

        /// <summary>The token of each page that was asked for.</summary>
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var query = request.RequestUri!.Query;
            Asked.Add(query.Contains("continue=", StringComparison.Ordinal) ? query.Split("continue=")[1] : "");
            var (status, body) = Answers[Asked.Count - 1];
            return status is { } code
                ? Task.FromResult(new HttpResponseMessage(code) { Content = new StringContent(body) })
                : throw new HttpRequestException("the connection broke");
        }
    }
}
