using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Server;

namespace October.LocalCluster.ApiServer.Http;

public sealed class InProcessHandlerTests : IAsyncDisposable
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly KubeApiServer _server = Cluster.Create();
    private readonly HttpClient _http;

    public InProcessHandlerTests()
    {
        _http = new HttpClient(_server.CreateHandler()) { BaseAddress = new Uri("http://cluster") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_is_created_is_read_and_what_is_not_there_is_404()
    {
        using var created = await CreateAsync("a b%");
        using var written = await CreateAsync("a");
        using var read = await _http.GetAsync(ConfigMaps + "/a", Token);
        using var missing = await _http.GetAsync(ConfigMaps + "/b", Token);
        using var chosen = await _http.GetAsync(ConfigMaps + "?fieldSelector=metadata.name%3Da", Token);

        Assert.Equal(
            [HttpStatusCode.UnprocessableEntity, HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.NotFound],
            [created.StatusCode, written.StatusCode, read.StatusCode, missing.StatusCode]);
        Assert.Equal("application/json", read.Content.Headers.ContentType!.ToString());
        Assert.Equal("a", JsonNode.Parse(await read.Content.ReadAsStringAsync(Token)).StringAt("metadata", "name"));
        Assert.Single(JsonNode.Parse(await chosen.Content.ReadAsStringAsync(Token)).ArrayAt("items")!);
    }

    [Fact]
    public async Task A_wrong_token_is_401_and_no_token_sees_only_health()
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "invalid");
        using var wrong = await _http.GetAsync("/api/v1/namespaces", Token);
        _http.DefaultRequestHeaders.Authorization = null;
        using var nobody = await _http.GetAsync("/api/v1/namespaces", Token);
        using var health = await _http.GetAsync("/healthz", Token);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.OK], [wrong.StatusCode, nobody.StatusCode, health.StatusCode]);
    }

    [Fact]
    public async Task A_watch_tells_of_each_change_in_a_line_and_a_read_that_is_given_up_loses_none()
    {
        using var response = await _http.GetAsync(ConfigMaps + "?watch=true", HttpCompletionOption.ResponseHeadersRead, Token);
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        using (var impatient = new CancellationTokenSource())
        {
            var given = stream.ReadAsync(new byte[10], impatient.Token);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await given);
        }

        using var created = await CreateAsync("a");
        using var reader = new StreamReader(stream);
        var change = JsonNode.Parse((await reader.ReadLineAsync(Token))!);

        Assert.Equal(["ADDED", "a"], [change.StringAt("type"), change.StringAt("object", "metadata", "name")]);
    }

    [Fact]
    public async Task What_needs_a_connection_of_its_own_is_refused_with_the_reason()
    {
        using var refused = await _http.GetAsync("/api/v1/namespaces/default/services/none/proxy/", Token);

        Assert.False(refused.IsSuccessStatusCode);
        Assert.NotEmpty(JsonNode.Parse(await refused.Content.ReadAsStringAsync(Token)).StringAt("message")!);
    }

    private async Task<HttpResponseMessage> CreateAsync(string name)
    {
        using var content = new StringContent($$$"""{"metadata":{"name":"{{{name}}}"}}""", Encoding.UTF8, "application/json");
        return await _http.PostAsync(ConfigMaps, content, Token);
    }
}
