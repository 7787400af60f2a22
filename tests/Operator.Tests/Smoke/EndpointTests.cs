using CsCheck;

namespace October.Operator.Smoke;

[Collection(nameof(Properties))]
public sealed class EndpointTests
{
    private static readonly Uri Proxy = new("https://10.96.0.1/api/v1/namespaces/default/services/shop-api:80/proxy");

    private static readonly string[] Parts =
    [
        "/", "//", ".", "..", "...", "%2e", "%2E", "%252e", "%25252e", "%2f", "%252F", "%5c", "\\", "%00", "%", "?", "&", "=", "#", "@", ":", ";", "~", "a",
        "api", "secrets", "proxy", "http://evil.example", "https://10.96.0.1", "user:password@", "[::1]", " ", "\t", "\r\n", "\u2024", "\uff0f", "\uff0e",
        "%c0%ae", "%e2%80%a4", "é",
    ];

    /// <summary>As the API server, and proxies before it, may come to read a path: decoded as often as anybody decodes.</summary>
    [Fact]
    public void No_path_leaves_the_api_that_is_probed() =>
        Gen.Int[0, Parts.Length - 1].Select(part => Parts[part]).Array[0, 8].Select(string.Concat).Sample(
            path =>
            {
                Uri target;
                try
                {
                    target = Endpoint.At(Proxy, path);
                }
                catch (FormatException)
                {
                    return;
                }

                Assert.Equal((Proxy.Scheme, Proxy.Authority, ""), (target.Scheme, target.Authority, target.UserInfo));
                var sent = target.PathAndQuery.Split('?')[0];
                for (var i = 0; i < 4; i++)
                {
                    Assert.StartsWith(Proxy.AbsolutePath + "/", sent, StringComparison.Ordinal);
                    Assert.DoesNotContain(sent.Split('/', '\\'), segment => segment is "." or "..");
                    sent = Uri.UnescapeDataString(sent);
                }
            },
            iter: 1_000_000);

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/tasks/add?wait=5s&file=../x")]
    [InlineData("/a%20b/c.d/..e")]
    public void An_ordinary_path_is_requested_as_it_is(string path) => Assert.Equal(Proxy.AbsoluteUri + path, Endpoint.At(Proxy, path).AbsoluteUri);

    [Theory]
    [InlineData("/../../../../../kube-system/secrets/admin", "the segments . and ..")]
    [InlineData("/%2e%2e/%2E./secrets", "the segments . and ..")]
    [InlineData("/a%2f..%2f..%2fsecrets", "the segments . and ..")]
    [InlineData("/%252e%252e/secrets", "the segments . and ..")]
    [InlineData("/..\\..\\secrets", "backslashes")]
    [InlineData("/..%5c..%5csecrets", "backslashes")]
    [InlineData("@evil.example/", "a slash")]
    [InlineData("/a b", "spaces")]
    [InlineData("/a#b", "fragment")]
    public void A_path_that_would_lead_elsewhere_is_refused_with_the_reason(string path, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Endpoint.At(Proxy, path)).Message, StringComparison.Ordinal);
}
