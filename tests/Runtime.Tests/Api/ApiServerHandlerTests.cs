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
