using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using October.Tasks.Configuration;
using October.Testing.Redis;

namespace October.Api.Security;

public sealed class RoleTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Keys = """
        # who sends orders
        5end send
        r3ad read
        both send,read
        0perate operate
        all send,read,operate
        """;

    /// <summary>Every endpoint, with the keys that may use it.</summary>
    private static readonly (string Method, string Path, string[] Keys)[] Rights =
    [
        ("POST", "/tasks/{name}", ["5end", "both", "all"]),
        ("GET", "/tasks/{id}", ["r3ad", "both", "all"]),
        ("DELETE", "/tasks/{id}", ["5end", "both", "all"]),
        ("GET", "/queues", ["r3ad", "both", "all"]),
        ("GET", "/queues/dead", ["0perate", "all"]),
        ("POST", "/queues/dead/{entry}/replay", ["0perate", "all"]),
        ("DELETE", "/queues/dead/{entry}", ["0perate", "all"]),
        ("GET", "/schedules", ["r3ad", "both", "all"]),
        ("POST", "/schedules/{name}/pause", ["0perate", "all"]),
        ("POST", "/schedules/{name}/resume", ["0perate", "all"]),
        ("POST", "/schedules/{name}/run", ["0perate", "all"]),
        ("GET", "/metrics", ["r3ad", "both", "all"]),
        ("GET", "/openapi/{documentName}.json", ["5end", "r3ad", "both", "0perate", "all"]),
        ("GET", "/docs", ["5end", "r3ad", "both", "0perate", "all"]),
        ("GET", "/nowhere", ["5end", "r3ad", "both", "0perate", "all"]),
    ];

    [Fact]
    public async Task An_idempotency_key_belongs_to_the_API_key_that_it_was_sent_with()
    {
        await using var api = await RunningAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var (_, first) = await api.SendAsync(HttpMethod.Post, "/tasks/later", """{"args":[1]}""", key, ("X-API-Key", "5end"));
        var (other, second) = await api.SendAsync(HttpMethod.Post, "/tasks/later", """{"args":[2]}""", key, ("X-API-Key", "both"));
        var (_, again) = await api.SendAsync(HttpMethod.Post, "/tasks/later", """{"args":[1]}""", key, ("X-API-Key", "5end"));

        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        Assert.NotEqual((string?)first!["id"], (string?)second!["id"]);
        Assert.Equal((string?)first["id"], (string?)again!["id"]);
    }

    [Fact]
    public async Task One_API_key_delays_half_of_what_all_may()
    {
        await using var api = await RunningAsync(static settings => settings with { Client = settings.Client with { Queue = "delays", MaxQueueLength = 4 } });

        var answers = new List<HttpStatusCode>();
        foreach (var key in (string[])["5end", "5end", "5end", "both"])
            answers.Add((await api.SendAsync(HttpMethod.Post, "/tasks/later", """{"options":{"countdown":86400}}""", ("X-API-Key", key))).Response.StatusCode);

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests, HttpStatusCode.Accepted], answers);
    }

    [Fact]
    public async Task Each_endpoint_takes_the_keys_of_its_role_and_no_others()
    {
        await using var api = await RunningAsync();
        foreach (var (method, path, allowed) in Rights)
        {
            foreach (var key in new[] { "5end", "r3ad", "both", "0perate", "all" })
            {
                var (response, body) = await api.SendAsync(new HttpMethod(method), Url(path), null, ("X-API-Key", key));
                Assert.True(
                    allowed.Contains(key) == (response.StatusCode is not HttpStatusCode.Forbidden and not HttpStatusCode.Unauthorized),
                    $"{method} {path} with {key}: {response.StatusCode}");
                if (!allowed.Contains(key))
                    Assert.Contains("The key lacks the role", (string?)body!["detail"], StringComparison.Ordinal);
            }

            Assert.Equal(HttpStatusCode.Unauthorized, (await api.SendAsync(new HttpMethod(method), Url(path))).Response.StatusCode);
        }

        static string Url(string path) => path.Replace("{documentName}", "v1", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x');
    }

    /// <summary>What is added is closed to all but keys for everything until it names a role, and until it is listed above.</summary>
    [Fact]
    public async Task Every_endpoint_is_listed_here()
    {
        var settings = new ApiSettings { Common = new CommonSettings(server.Settings, new IPEndPoint(IPAddress.Loopback, 0), "none") };
        await using var app = ApiHost.Build(Settings(settings));
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        var byOpen = endpoints.ToLookup(
            endpoint => endpoint.Metadata.GetMetadata<OpenToAll>() is not null, endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'));
        var closed = byOpen[false].Where(path => !path.StartsWith("/docs", StringComparison.Ordinal)).ToHashSet();
        Assert.Subset(Rights.Select(right => right.Path).ToHashSet(), closed);
        Assert.Equal(["/healthz", "/ready"], byOpen[true].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_names_no_role_is_for_keys_with_all_of_them()
    {
        await using var api = await RunningApi.StartAsync(
            server.Settings, with: Settings, extend: static app => app.MapGet("/new", static () => "something"));
        foreach (var (key, expected) in new[] { ("both", HttpStatusCode.Forbidden), ("0perate", HttpStatusCode.Forbidden), ("all", HttpStatusCode.OK) })
            Assert.Equal(expected, (await api.SendAsync(HttpMethod.Get, "/new", null, ("X-API-Key", key))).Response.StatusCode);
    }

    private static ApiSettings Settings(ApiSettings settings) => settings with { ApiKey = Keys };

    private async Task<RunningApi> RunningAsync(Func<ApiSettings, ApiSettings>? with = null)
    {
        var api = await RunningApi.StartAsync(server.Settings, with: settings => with?.Invoke(Settings(settings)) ?? Settings(settings));
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
