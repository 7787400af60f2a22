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

    private sealed class Server(string text) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text) });
    }
}
