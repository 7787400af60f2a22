using System.Net;
using k8s;

namespace October.Cli.Cluster;

public sealed class ClusterApiTests
{
    [Theory]
    [InlineData(5, 5, "")]
    [InlineData(1_000_000, 1_000_000, "")]
    [InlineData(3_000_000, 1_000_000, "\n(cut off after 1000000 characters)\n")]
    public async Task Of_a_text_no_more_than_a_million_characters_is_read_and_the_rest_is_mentioned(int length, int read, string note)
    {
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, new Server(new string('x', length)));
        using var api = new ClusterApi(client);
        Assert.Equal(new string('x', read) + note, await api.TextAsync("log", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_says_no_more_is_not_waited_for_without_an_end(bool answers)
    {
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, new SilentServer(answers));
        using var api = new ClusterApi(client, TimeSpan.FromMilliseconds(50));
        var token = TestContext.Current.CancellationToken;
        Func<Task>[] questions = [() => api.TextAsync("log", token), () => api.ProxiedAsync("x", 10, token), () => api.GetAsync("version", token)];
        foreach (var ask in questions)
            Assert.True((await Assert.ThrowsAsync<ApiException>(ask)).IsTransient);
    }

    [Fact]
    public async Task Who_stops_waiting_is_not_told_that_the_server_is_late()
    {
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, new SilentServer(false));
        using var api = new ClusterApi(client);
        using var stop = new CancellationTokenSource();
        var asking = api.GetAsync("version", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData("https://127.0.0.1:6443", false)]
    [InlineData("https://[::1]:6443", false)]
    [InlineData("http://localhost:8080", false)]
    [InlineData("http://api.october.localhost:8080", false)]
    [InlineData("https://10.0.0.1:6443", true)]
    [InlineData("https://localhost.example", true)]
    public void No_proxy_is_asked_for_this_machine(string host, bool isProxied)
    {
        using var handler = new SocketsHttpHandler();
        LocalAddress.WithoutProxy(new KubernetesClientConfiguration { Host = host }).FirstMessageHandlerSetup?.Invoke(handler);
        Assert.Equal(isProxied, handler.UseProxy);
    }

    /// <summary>Accepts requests and says nothing, or stops in the middle of its answer.</summary>
    private sealed class SilentServer(bool answers) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!answers)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream()) };
        }
    }

    /// <summary>Is open, and has nothing to read.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    private sealed class Server(string text) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text) });
    }
}
