using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;

namespace October.Cli.Dashboard.Serving;

[Collection(nameof(DashboardGroup))]
public sealed class DashboardServerTests(DashboardFixture fixture)
{
    private TestPage Page => fixture.Page;

    [Fact]
    public async Task Every_app_is_sent_first_and_then_what_changes()
    {
        var (changed, known) = (false, new HashSet<string>());
        JsonNode? about = null;
        await foreach (var message in Page.StreamAsync("/api/apps"))
        {
            var apps = message["apps"]!.AsObject();
            known.UnionWith(apps.Select(app => app.Key));
            about ??= message["about"];
            if (!changed && (bool)message["synced"]! && known.Contains("shop/reports"))
            {
                changed = true;
                Assert.Equal("namespace shop", (string?)about!["scope"]);
                await fixture.SetStatusAsync("wishlist", new JsonObject { ["phase"] = "Pending", ["message"] = "seen" });
            }
            else if (changed && (string?)apps["shop/wishlist"]?["message"] == "seen")
            {
                Assert.False((bool)message["whole"]!);
                // Some others are changed by earlier tests, but this one is not.
                Assert.False(apps.ContainsKey("shop/reports"));
                return;
            }
        }
    }

    [Fact]
    public async Task An_app_that_is_deleted_is_gone_from_the_page()
    {
        await fixture.Cluster.Client.CreateAsync(new ResourceType("october.dev", "v1", "octoberapps"), new JsonObject
        {
            ["apiVersion"] = "october.dev/v1",
            ["kind"] = "OctoberApp",
            ["metadata"] = new JsonObject { ["name"] = "brief", ["namespace"] = "shop" },
            ["spec"] = new JsonObject { ["api"] = new JsonObject { ["image"] = "a" }, ["worker"] = new JsonObject { ["image"] = "b" } },
        });
        var deleted = false;
        await foreach (var message in Page.StreamAsync("/api/apps"))
        {
            var apps = message["apps"]!.AsObject();
            if (!deleted && apps["shop/brief"] is not null)
            {
                deleted = true;
                await fixture.Cluster.Client.DeleteAsync(new ResourceType("october.dev", "v1", "octoberapps"), "shop", "brief");
            }
            else if (deleted && apps.ContainsKey("shop/brief"))
            {
                Assert.Null(apps["shop/brief"]);
                return;
            }
        }
    }

    [Theory]
    [InlineData("/api/apps", "Authorization", null, 401)]
    [InlineData("/api/apps", "Authorization", "Bearer wrong", 401)]
    [InlineData("/api/series?app=shop/cart", "Authorization", null, 401)]
    [InlineData("/api/apps", "Host", "rebound.example.com", 421)]
    [InlineData("/", "Host", "rebound.example.com", 421)]
    [InlineData("/page.mjs", "Host", "127.0.0.1", 421)]
    [InlineData("/api/apps", "Origin", "https://elsewhere.example.com", 403)]
    [InlineData("/api/apps", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("/api/series?app=shop/none", "X", "x", 404)]
    [InlineData("/api/series?app=../../version", "X", "x", 404)]
    [InlineData("/api/actions", "X", "x", 404)]
    [InlineData("/../October.Cli.csproj", "X", "x", 404)]
    [InlineData("/libraries/preact/LICENSE", "X", "x", 404)]
    public async Task A_request_of_others_is_refused(string path, string header, string? value, int code)
    {
        using var response = await Page.SendAsync(HttpMethod.Get, path, null, (header, value));
        Assert.Equal(code, (int)response.StatusCode);
        Assert.DoesNotContain("cart", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization", null, 401)]
    [InlineData("Origin", null, 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "http://127.0.0.1:1", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Host", "rebound.example.com", 421)]
    public async Task An_action_of_others_is_refused_and_changes_nothing(string header, string? value, int code)
    {
        Assert.Equal(code, (await Page.ActAsync("shop/search", "retry", null, (header, value))).Code);
        Assert.Null((await fixture.Admin.GetAppAsync("shop", "search", TestContext.Current.CancellationToken))!["metadata"]!["annotations"]);
    }

    [Fact]
    public async Task An_action_in_the_form_of_another_page_is_refused()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Page.Origin}/api/actions"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Page.Key}");
        request.Headers.TryAddWithoutValidation("Origin", Page.Origin);
        request.Content = new StringContent("""{"app":"shop/search","action":"retry"}""");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("shop/none", "retry", "there is no OctoberApp shop/none")]
    [InlineData("shop/cart", "rotate-password", "there is no action rotate-password")]
    [InlineData("shop/cart", "rollback", "there is no revision nope; there are ")]
    public async Task What_is_not_there_is_an_error_in_words(string app, string action, string message)
    {
        var (code, answer) = await Page.ActAsync(app, action, "nope");
        Assert.Equal(409, code);
        Assert.StartsWith(message, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_is_the_command_of_the_command_line()
    {
        using var stop = new CancellationTokenSource();
        var echo = fixture.EchoAsync("stock", stop.Token);
        Assert.Equal((200, "commanded"), await Page.ActAsync("shop/stock", "retry"));
        await stop.CancelAsync();
        await echo;
    }

    [Fact]
    public async Task Nothing_is_kept_embedded_or_run_that_is_not_of_the_page()
    {
        using var response = await Page.SendAsync(HttpMethod.Get, "/");
        Assert.Contains("script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain(Page.Key, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_may_serve_it_under_another_name()
    {
        var page = await fixture.StartAsync(fixture.Cluster.Kubeconfig, "shop", "https://october.example.com");
        using var known = await page.SendAsync(HttpMethod.Get, "/", null, ("Host", "october.example.com"));
        Assert.Equal(200, (int)known.StatusCode);
        Assert.Equal(409, (await page.ActAsync("shop/none", "retry", null, ("Host", "october.example.com"), ("Origin", "https://october.example.com"))).Code);
        Assert.StartsWith("https://october.example.com/#key=", page.Url, StringComparison.Ordinal);
    }
}
