using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.Testing.Redis;

namespace October.Api.Docs;

public sealed class ApiDescriptionTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Every_endpoint_is_described_with_its_answers()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings);

        var document = (await api.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Body!;

        Assert.Equal(["delete", "get", "post"], ((JsonObject)document["paths"]!["/tasks/{task}"]!).Select(static p => p.Key).Order());
        var post = document["paths"]!["/tasks/{task}"]!["post"]!;
        Assert.Equal(
            ["202", "400", "401", "403", "404", "409", "413", "415", "429", "503"], ((JsonObject)post["responses"]!).Select(static p => p.Key).Order());
        var body = post["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!.AsObject();
        Assert.Equal(["args", "kwargs", "options"], body.Select(static p => p.Key).Order());
    }

    [Fact]
    public async Task The_idempotency_key_is_described_wherever_it_is_taken()
    {
        await using var api = await RunningApi.StartAsync(redis.Settings);
        var document = (await api.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Body!;

        var taken = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Path: $"{operation.Key} {path.Key}", Operation: operation.Value!)))
            .Where(static one => one.Operation["parameters"]?.AsArray()
                .Any(static parameter => ((string?)parameter!["in"], (string?)parameter["name"]) == ("header", "Idempotency-Key")) == true)
            .Select(static one => one.Path);

        Assert.Equal(["post /schedules/{name}/run", "post /tasks/{task}"], taken.Order(StringComparer.Ordinal));
    }

    /// <summary>What a client that is generated from it, or a person who copies from the page, will send.</summary>
    [Fact]
    public async Task What_is_described_is_what_is_taken()
    {
        await using var api = await RunningApi.StartAsync(redis.Settings);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        var document = (await api.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Body!;
        var media = document["paths"]!["/tasks/{task}"]!["post"]!["requestBody"]!["content"]!["application/json"]!;
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(api, media["example"]!));
        var schema = media["schema"]!;
        Assert.Null(schema["required"]);
        Assert.False((bool)schema["additionalProperties"]!);
        foreach (var (name, option) in schema["properties"]!["options"]!["properties"]!.AsObject())
        {
            foreach (var (value, expected) in Values(name, option!))
            {
                var status = await SendAsync(api, new JsonObject { ["options"] = new JsonObject { [name] = value } });
                Assert.True(expected == (status == HttpStatusCode.Accepted), $"{name}: {value?.ToJsonString()} is {status}");
            }
        }

        foreach (var field in new[] { "args", "kwargs", "options" })
            Assert.Equal(HttpStatusCode.Accepted, await SendAsync(api, new JsonObject { [field] = null }));
        // Else it is no valid document: such paths are the same.
        Assert.Distinct(document["paths"]!.AsObject().Select(path => Regex.Replace(path.Key, "{.*?}", "{}", RegexOptions.None, TimeSpan.FromSeconds(1))));
        Assert.DoesNotContain("requestBody", document["paths"]!["/queues"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.False((bool?)document["paths"]!["/queues"]!["get"]!["parameters"]![0]!["required"] ?? false);
        Assert.Equal("/", (string?)document["servers"]![0]!["url"]);
    }

    [Fact]
    public async Task The_page_has_nothing_from_elsewhere()
    {
        await using var api = await RunningApi.StartAsync(redis.Settings);
        var page = await api.Http.GetStringAsync("/docs/", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("//", page.Replace("://127.0.0.1", "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var off in new[] { "\"agent\":{\"disabled\":true}", "\"mcp\":{\"disabled\":true}", "\"telemetry\":false", "\"withDefaultFonts\":false" })
            Assert.Contains(off, page, StringComparison.Ordinal);
    }

    /// <summary>Values at and beyond the bounds of an option, and of another type, each with whether it should be taken.</summary>
    private static IEnumerable<(JsonNode? Value, bool IsTaken)> Values(string name, JsonNode option)
    {
        var types = option["type"]!.AsArray().Select(type => (string)type!).ToList();
        yield return (null, types.Contains("null"));
        yield return ("1", types.Contains("string") && option["format"] is null);
        yield return (new JsonArray(), false);
        if (name == "expires")
            yield return ("2100-01-01T00:00:00Z", true);
        if (name == "eta")
            yield return ("2026-01-01T00:00:00+01:00", true);
        if (types.Contains("boolean"))
            yield return (true, true);
        if ((double?)option["minimum"] is { } minimum)
            yield return (minimum, true);
        if (option["exclusiveMinimum"] is { } above)
            yield return (above.DeepClone(), false);
        if (option["maximum"] is { } maximum)
        {
            yield return ((double)maximum, true);
            yield return ((double)maximum + 1, false);
        }

        if ((int?)option["maxLength"] is { } length)
        {
            yield return (new string('x', length), true);
            yield return (new string('x', length + 1), false);
            yield return ("", false);
        }
    }

    private static async Task<HttpStatusCode> SendAsync(RunningApi api, JsonNode body) =>
        (await api.SendAsync(HttpMethod.Post, "/tasks/add", body.ToJsonString())).Response.StatusCode;
}
