using System.Net;
using October.Tasks.Configuration;
using October.Testing.Redis;

namespace October.Api.Security;

public sealed class HostMiddlewareTests(RedisServer server) : IClassFixture<RedisServer>
{
    /// <summary>To the browser it is of the same site as the api, as which its name was resolved.</summary>
    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("shop.example.com.evil.example:80", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("notinternal", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Shop.Example.com", HttpStatusCode.OK)]
    [InlineData("shop.example.com.:8000", HttpStatusCode.OK)]
    [InlineData("shop-api.default.internal", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8000", HttpStatusCode.OK)]
    [InlineData("[::1]:8000", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    public async Task A_page_whose_name_resolves_to_the_api_is_refused(string host, HttpStatusCode expected)
    {
        await using var api = await RunningApi.StartAsync(
            server.Settings, with: static settings => settings with { Hosts = ["shop.example.com", "*.internal"] });
        foreach (var path in new[] { "/healthz", "/openapi/v1.json" })
            Assert.Equal(expected, (await api.SendAsync(HttpMethod.Get, path, null, ("Host", host))).Response.StatusCode);
    }

    [Fact]
    public async Task Where_no_names_are_set_any_is_right()
    {
        await using var api = await RunningApi.StartAsync(server.Settings);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/healthz", null, ("Host", "any.example"))).Response.StatusCode);
    }

    [Theory]
    [InlineData("shop.example.com, *.internal", null)]
    [InlineData("*", null)]
    [InlineData("shop.example.com:8000", "API_HOSTS names \"shop.example.com:8000\"")]
    [InlineData("https://shop.example.com", "API_HOSTS names \"https://shop.example.com\"")]
    [InlineData("shop.*", "API_HOSTS names \"shop.*\"")]
    [InlineData(",", "API_HOSTS must name at least one item")]
    public void What_is_no_name_of_a_host_is_an_error_at_start(string value, string? problem)
    {
        ApiSettings Read() => ApiSettings.Read(new SettingReader(name => name == "API_HOSTS" ? value : null));
        if (problem is null)
            Assert.NotEmpty(Read().Hosts);
        else
            Assert.StartsWith(problem, Assert.Throws<SettingException>(Read).Message, StringComparison.Ordinal);
    }
}
