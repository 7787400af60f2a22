namespace October.Cli.Dashboard.Serving;

public sealed class RequestGuardTests
{
    private readonly RequestGuard _guard = new("the key", ["http://127.0.0.1:8081", "https://october.example.com"]);

    [Theory]
    [InlineData("127.0.0.1:8081", true)]
    [InlineData("october.example.com", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1:8082", false)]
    [InlineData("rebound.example.com:8081", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_name_of_this_server_is_answered(string? host, bool ours) => Assert.Equal(ours, _guard.IsOurs(host));

    [Theory]
    [InlineData(null, null, false, true)]
    [InlineData(null, null, true, false)]
    [InlineData("http://127.0.0.1:8081", "same-origin", true, true)]
    [InlineData("https://october.example.com", null, true, true)]
    [InlineData("http://127.0.0.1:8082", "same-site", true, false)]
    [InlineData("http://127.0.0.1:8081", "cross-site", true, false)]
    [InlineData("https://elsewhere.example.com", null, false, false)]
    [InlineData("null", null, true, false)]
    [InlineData(null, "cross-site", false, false)]
    public void Only_requests_of_this_page_pass(string? origin, string? site, bool changes, bool allowed) =>
        Assert.Equal(allowed, _guard.IsFromHere(origin, site, changes));

    [Theory]
    [InlineData("Bearer the key", true)]
    [InlineData("Bearer the keys", false)]
    [InlineData("Bearer ", false)]
    [InlineData("the key", false)]
    [InlineData("Basic the key", false)]
    [InlineData(null, false)]
    public void Only_the_key_opens_it(string? authorization, bool allowed) => Assert.Equal(allowed, _guard.IsAuthorized(authorization));
}
