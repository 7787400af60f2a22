using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Server;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.ApiServer.Authentication;

public sealed class AccountTokensTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly KubeApiServer _server;

    public AccountTokensTests() => _server = Cluster.Create(_time);

    private IClusterClient Client => _server.ClientFor("tests");

    [Fact]
    public async Task A_token_makes_its_bearer_the_account_with_the_groups_of_all_accounts()
    {
        await AccountAsync("robot");

        var user = await WhoAsync(await RequestAsync("robot"));

        Assert.Equal("system:serviceaccount:default:robot", user!.Name);
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"], user.Groups);
    }

    [Fact]
    public async Task A_token_ends_at_its_time()
    {
        await AccountAsync("robot");
        var token = await RequestAsync("robot", """{"expirationSeconds":600}""");

        _time.Advance(TimeSpan.FromSeconds(599));
        Assert.NotNull(await WhoAsync(token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await WhoAsync(token));
    }

    [Fact]
    public async Task A_token_dies_with_its_account_even_when_another_takes_the_name()
    {
        await AccountAsync("robot");
        var token = await RequestAsync("robot");

        await Client.DeleteAsync(ResourceTypes.ServiceAccounts, "default", "robot", cancellationToken: Token);
        await AccountAsync("robot");

        Assert.Null(await WhoAsync(token));
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_pod_names_it_and_dies_with_it()
    {
        await AccountAsync("robot");
        await Client.CreateAsync(
            ResourceTypes.Pods,
            Cluster.Json("""{"metadata":{"name":"p","namespace":"default"},"spec":{"serviceAccountName":"robot","containers":[{"name":"c","image":"i"}]}}"""),
            cancellationToken: Token);
        var token = await RequestAsync("robot", """{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p"}}""");

        Assert.Equal("p", (await WhoAsync(token))!.Extra["authentication.kubernetes.io/pod-name"]);
        await Client.DeleteAsync(ResourceTypes.Pods, "default", "p", cancellationToken: Token);
        Assert.Null(await WhoAsync(token));
    }

    [Fact]
    public async Task A_token_for_somebody_else_and_a_token_with_a_changed_letter_open_nothing()
    {
        await AccountAsync("robot");
        var token = await RequestAsync("robot");
        var middle = token.LastIndexOf('.') + 20;

        Assert.Null(await WhoAsync(await RequestAsync("robot", """{"audiences":["vault"]}""")));
        Assert.Null(await WhoAsync(token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..]));
    }

    [Fact]
    public async Task A_review_tells_a_program_whose_token_it_was_shown()
    {
        await AccountAsync("robot");
        var reviews = new ResourceType("authentication.k8s.io", "v1", "tokenreviews");
        async Task<JsonObject> Review(string token) =>
            (await Client.CreateAsync(reviews, Cluster.Json($$$"""{"spec":{"token":"{{{token}}}"}}"""), cancellationToken: Token)).ObjectAt("status")!;

        var known = await Review(await RequestAsync("robot"));

        Assert.True(known.BoolAt("authenticated"));
        Assert.Equal("system:serviceaccount:default:robot", known.StringAt("user", "username"));
        Assert.Equal("[invalid bearer token]", (await Review("nonsense")).StringAt("error"));
    }

    private Task<JsonObject> AccountAsync(string name) =>
        Client.CreateAsync(
            ResourceTypes.ServiceAccounts, Cluster.Json($$$"""{"metadata":{"name":"{{{name}}}","namespace":"default"}}"""), cancellationToken: Token);

    private async Task<string> RequestAsync(string account, string spec = "{}") =>
        (
            await Client.CreateAsync(
                ResourceTypes.ServiceAccounts,
                Cluster.Json($$$"""{"metadata":{"name":"{{{account}}}","namespace":"default"},"spec":{{{spec}}} }"""),
                "token",
                Token)).StringAt("status", "token")!;

    private Task<Identity?> WhoAsync(string token) => _server.AuthenticateAsync(token);
}
