using CsCheck;
using k8s;

namespace October.Runtime.Api;

public sealed class ApiServerHandlerTests
{
    [Theory]
    [InlineData("Impersonate-User")]
    [InlineData("impersonate-group")]
    [InlineData("Impersonate-Extra-scopes")]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Host")]
    [InlineData("Upgrade")]
    [InlineData("Connection")]
    [InlineData("Cookie")]
    [InlineData("X-Remote-User")]
    [InlineData("x-remote-group")]
    [InlineData("X-Stream-Protocol-Version")]
    [InlineData("Sec-WebSocket-Protocol")]
    [InlineData("Transfer-Encoding")]
    public async Task A_header_that_says_who_asks_or_what_becomes_of_the_connection_is_not_sent(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1/api/v1/namespaces/default/services/shop-api:80/proxy/healthz");
        request.Headers.TryAddWithoutValidation(name, "system:masters");
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(request));
        Assert.Equal($"The header {name} is not sent through the API server.", exception.Message, ignoreCase: true);
    }

    [Theory]
    [InlineData("x\r\nImpersonate-User: system:admin")]
    [InlineData("x\nImpersonate-User: system:admin")]
    [InlineData("x\r\n\r\nDELETE /api/v1/namespaces/kube-system/configmaps/x HTTP/1.1\r\nHost: x\r\nY: z")]
    [InlineData("x\0")]
    [InlineData("\x7f")]
    [InlineData("ü")]
    public async Task A_value_that_ends_its_header_or_its_request_is_not_sent(string value)
    {
        foreach (var name in new[] { "X-Shop", "Accept", "User-Agent", "Content-Type", "Content-Language" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:1/api/v1/namespaces/default/services/shop-api:80/proxy/healthz");
            request.Content = new ByteArrayContent([]);
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
            var exception = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(request));
            Assert.Contains($"The header {name} is not sent: its value has a line break", exception.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>By what arrives, not by what we know of the client that sends it.</summary>
    [Fact]
    public async Task Whatever_a_header_says_one_request_arrives_with_that_header_and_no_other()
    {
        using var server = new RecordingServer();
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = server.Address.OriginalString });
        using var invoker = new HttpMessageInvoker(new ApiServerHandler(client));
        string[] known = ["X-Shop", "Accept", "User-Agent", "Referer", "Content-Type", "Content-Encoding"];
        var names = Gen.Int[0, known.Length - 1].Select(i => known[i]);
        var values = Gen.OneOf(Gen.Const("\r\n"), Gen.Const("\n"), Gen.Const(": "), Gen.Const("GET / HTTP/1.1"), Gen.String[Gen.Char['\0', '\u0100'], 0, 3])
            .Array[0, 4].Select(string.Concat);
        await Gen.Select(names, values).SampleAsync(
            async (name, value) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/proxy/healthz")) { Content = new ByteArrayContent([]) };
                _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
                try
                {
                    using var response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
                }
                catch (HttpRequestException)
                {
                    return;
                }

                var lines = server.Next();
                Assert.Equal("POST /proxy/healthz HTTP/1.1", lines[0]);
                Assert.All(lines[1..], line => Assert.Contains(line.Split(':')[0], (string[])["Host", "Content-Length", "traceparent", "User-Agent", name]));
            },
            iter: 2000,
            threads: 1);
        Assert.Empty(server.Left());
    }

    [Theory]
    [InlineData("http://evil.example/")]
    [InlineData("http://127.0.0.1:2/api")]
    [InlineData("https://127.0.0.1:1/api")]
    public async Task A_request_for_another_server_is_not_sent_with_our_credentials(string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        Assert.Contains("for another server", (await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(request))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accept")]
    [InlineData("X-API-Key")]
    [InlineData("traceparent")]
    public void What_an_api_needs_to_know_of_a_probe_is_sent(string name) => Assert.True(ForwardedHeaders.IsAllowed(name));

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" });
        using var invoker = new HttpMessageInvoker(new ApiServerHandler(client));
        return await invoker.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
