using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace October.Aspire.Hosting.Local;

/// <summary>The app host of samples/Shop.AppHost, run by Aspire as by its user.</summary>
public sealed class ShopRunTests
{
    [Fact]
    public async Task A_task_is_sent_to_the_api_and_its_result_comes_back()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.October_Shop_AppHost>(cancellationToken);
        await using var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var name in new[] { "shop-redis", "api", "worker" })
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, cancellationToken);

        using var http = app.CreateHttpClient("api", "http");
        using var sent = await http.PostAsJsonAsync(
            "/tasks/shop.price", JsonNode.Parse("""{"args": [{"customer": "Ada", "items": {"coffee": 2}}]}"""), cancellationToken);
        var result = await http.GetFromJsonAsync<JsonNode>(sent.Headers.Location + "?wait=20s", cancellationToken);

        Assert.Equal("SUCCESS", (string?)result!["status"]);
        Assert.Equal("16.80", $"{result["result"]}");
    }
}
