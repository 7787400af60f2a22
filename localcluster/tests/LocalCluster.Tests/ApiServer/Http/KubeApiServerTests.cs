using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Server;

namespace October.LocalCluster.ApiServer.Http;

public sealed class KubeApiServerTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly KubeApiServer _server = Cluster.Create();
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync(Token);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = Trusting(_server.CertificateAuthority) }) { BaseAddress = new Uri(_server.Url) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_token_is_401_and_no_token_sees_only_health_and_version()
    {
        async Task<HttpStatusCode> Get(string path, AuthenticationHeaderValue? authorization)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            _http.DefaultRequestHeaders.Authorization = authorization;
            using var response = await _http.SendAsync(request, Token);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await Get("/api/v1/namespaces", new("Bearer", "invalid")));
        Assert.Equal(HttpStatusCode.Forbidden, await Get("/api/v1/namespaces", null));
        Assert.Equal(HttpStatusCode.OK, await Get("/healthz", null));
        Assert.Equal(HttpStatusCode.OK, await Get("/version", null));
    }

    [Fact]
    public async Task A_table_has_the_kinds_columns_and_a_row_for_each_object()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces");
        request.Headers.TryAddWithoutValidation("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        using var response = await _http.SendAsync(request, Token);
        var table = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token));

        Assert.Equal(["Name", "Status", "Age"], table.ArrayAt("columnDefinitions").Objects().Select(c => c.StringAt("name")));
        Assert.Equal(4, table.ArrayAt("rows")!.Count);
        Assert.Equal("Active", table.ArrayAt("rows")![0].ArrayAt("cells")![1].AsString());
    }

    [Fact]
    public async Task Unchanged_discovery_is_answered_with_304()
    {
        async Task<HttpResponseMessage> Get(string? etag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/apis");
            request.Headers.TryAddWithoutValidation("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
            if (etag is not null)
                request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            return await _http.SendAsync(request, Token);
        }

        using var first = await Get(null);
        using var second = await Get(first.Headers.ETag!.Tag);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotModified], [first.StatusCode, second.StatusCode]);
    }

    [Fact]
    public async Task A_watch_list_begins_with_the_present_and_marks_its_end()
    {
        using var response = await _http.GetAsync(
            "/api/v1/namespaces?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&"
                + "fieldSelector=metadata.name%3Ddefault",
            HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        var added = JsonNode.Parse((await lines.ReadLineAsync(Token))!);
        var end = JsonNode.Parse((await lines.ReadLineAsync(Token))!);

        Assert.Equal(("ADDED", "default"), (added.StringAt("type"), added.StringAt("object", "metadata", "name")));
        Assert.Equal(("BOOKMARK", "true"), (end.StringAt("type"), end.StringAt("object", "metadata", "annotations", "k8s.io/initial-events-end")));
    }

    private static SslClientAuthenticationOptions Trusting(string authorityPem) => new()
    {
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509Certificate2.CreateFromPem(authorityPem) },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
