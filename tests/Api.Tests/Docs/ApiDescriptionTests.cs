using System.Text.Json.Nodes;
using October.Testing.Redis;

namespace October.Api.Docs;

public sealed class ApiDescriptionTests
{
    [Fact]
    public async Task Every_endpoint_is_described_with_its_answers()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings);

        var document = (await api.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Body!;

        Assert.Equal(["delete", "get"], ((JsonObject)document["paths"]!["/tasks/{id}"]!).Select(static p => p.Key).Order());
        var post = document["paths"]!["/tasks/{name}"]!["post"]!;
        Assert.Equal(["202", "400", "404", "409", "413", "415", "503"], ((JsonObject)post["responses"]!).Select(static p => p.Key).Order());
        var body = post["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!.AsObject();
        Assert.Equal(["args", "kwargs", "options"], body.Select(static p => p.Key).Order());
    }
}
