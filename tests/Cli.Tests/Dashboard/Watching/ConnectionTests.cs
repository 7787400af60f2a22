using System.Text.Json.Nodes;
using October.Testing;

namespace October.Cli.Dashboard.Watching;

[Collection(nameof(DashboardGroup))]
public sealed class ConnectionTests(DashboardFixture fixture)
{
    [Fact]
    public async Task A_lost_connection_is_shown_and_resumed()
    {
        var port = new Uri(fixture.Cluster.ApiUrl).Port;
        await using var network = new TcpProxy(port);
        var page = await fixture.StartAsync(Through(network, port), "shop");
        await page.AwaitAsync(IsLive);
        network.Switch(Loopback.FreePort());
        network.Reset();
        await page.AwaitAsync(IsLost);
        network.Switch(port);
        await fixture.SetStatusAsync("cart", new JsonObject { ["message"] = "after the outage" });
        await page.AwaitAsync(message => (string?)message["apps"]!["shop/cart"]?["message"] == "after the outage");
    }

    [Fact]
    public async Task A_connection_that_hangs_is_noticed_and_what_was_missed_is_shown()
    {
        var port = new Uri(fixture.Cluster.ApiUrl).Port;
        await using var network = new TcpProxy(port);
        var page = await fixture.StartAsync(Through(network, port), "shop");
        await page.AwaitAsync(IsLive);
        network.Freeze();
        await fixture.SetStatusAsync("cart", new JsonObject { ["message"] = "while it hung" });
        await page.AwaitAsync(message => (string?)message["apps"]!["shop/cart"]?["message"] == "while it hung");
    }

    [Fact]
    public async Task What_a_reader_may_not_do_is_refused_with_the_reason_and_by_the_server_in_its_words()
    {
        var page = await fixture.StartAsync(await AccountAsync("reader", ["get", "list", "watch"]), "shop");
        var view = await page.AwaitAsync(message => (string?)message["apps"]!["shop/payments"]?["actions"]![0]!["refusal"] is not null);
        var refusal = (string?)view["apps"]!["shop/payments"]!["actions"]![0]!["refusal"];
        Assert.StartsWith("you may not patch OctoberApp payments in namespace shop", refusal, StringComparison.Ordinal);
        var (code, message) = await page.ActAsync("shop/payments", "retry");
        Assert.Equal(409, code);
        var words = "octoberapps.october.dev \"payments\" is forbidden: User \"system:serviceaccount:shop:reader\" cannot patch";
        Assert.StartsWith(words, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_list_sees_why()
    {
        var page = await fixture.StartAsync(await AccountAsync("stranger", []), "shop");
        var shown = await page.AwaitAsync(message => message["problems"]!.AsArray().Count == 2);
        Assert.Equal(["OctoberApps", "pods"], shown["problems"]!.AsArray().Select(problem => (string?)problem!["what"]));
        Assert.All(shown["problems"]!.AsArray(), problem => Assert.Contains("is forbidden", (string?)problem!["error"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Figures_that_cannot_be_read_say_why()
    {
        var page = await fixture.StartAsync(await AccountAsync("watcher", ["get", "list", "watch"]), "shop");
        await page.AwaitAsync(message => message["apps"]!["shop/cart"]?["components"]![0]!["pods"]!.AsArray().Count > 0);
        var series = await page.AwaitAsync(_ => true, "/api/series?app=shop/cart");
        Assert.Contains("cannot get resource \"pods/proxy\"", (string?)series["queueError"], StringComparison.Ordinal);
        Assert.Contains("cannot get resource \"pods/proxy\"", (string?)series["latencyError"], StringComparison.Ordinal);
    }

    private string Through(TcpProxy network, int port) =>
        fixture.Cluster.Kubeconfig.Replace($":{port}", $":{network.Port}", StringComparison.Ordinal);

    private static bool IsLost(JsonNode message) => message["problems"]!.AsArray().Any(problem => (string?)problem!["what"] == "the API server");

    private static bool IsLive(JsonNode message) => (bool)message["synced"]! && message["problems"]!.AsArray().Count == 0;

    /// <summary>A kubeconfig of a ServiceAccount that may do this with apps, and read pods if it may do anything.</summary>
    private async Task<string> AccountAsync(string name, string[] verbs)
    {
        await fixture.Admin.PostAsync("api/v1/namespaces/shop/serviceaccounts", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, default);
        if (verbs.Length > 0)
        {
            await fixture.Admin.PostAsync("apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["rules"] = new JsonArray(Rule("october.dev", "octoberapps", verbs), Rule("", "pods", ["get", "list", "watch"])),
            }, default);
            await fixture.Admin.PostAsync("apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Role", ["name"] = name },
                ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = "shop" }),
            }, default);
        }

        return await fixture.Cluster.KubeconfigForAsync("shop", name, TimeSpan.FromHours(1));
    }

    private static JsonObject Rule(string group, string resource, string[] verbs) => new()
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = new JsonArray(resource),
        ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
    };
}
