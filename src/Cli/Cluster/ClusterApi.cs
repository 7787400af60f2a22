using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using October.Common.Text;
using October.Crd;
using October.Runtime.Api;

namespace October.Cli.Cluster;

/// <summary>The requests that the commands send to an API server. Paths are relative to its address, without a leading slash.</summary>
/// <param name="client">Connection and credentials.</param>
/// <param name="timeout">How long a request may take, with all of its answer; by default half a minute.</param>
internal sealed class ClusterApi(Kubernetes client, TimeSpan? timeout = null) : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private const string FieldManager = "october-cli";
    private const int LongestText = 1_000_000;

    public static ClusterApi FromFile(string kubeconfig) =>
        new(new Kubernetes(LocalAddress.WithoutProxy(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig))));

    /// <summary>Reads one resource or list; null when it is missing and <paramref name="allowMissing"/> is set.</summary>
    /// <exception cref="CliException">The API server refused.</exception>
    public Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken, bool allowMissing = false) =>
        SendAsync(HttpMethod.Get, path, null, cancellationToken, allowMissing);

    /// <summary>JSON merge patch (RFC 7386).</summary>
    public Task<JsonNode?> PatchAsync(string path, JsonObject patch, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={FieldManager}", Content(patch.ToJsonString(), "application/merge-patch+json"), cancellationToken);

    /// <summary>Creates an object, or a review such as a SelfSubjectAccessReview.</summary>
    public Task<JsonNode?> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, Content(body.ToJsonString(), "application/json"), cancellationToken);

    /// <summary>Plain text, for example a log, whose lines may have any length: its first million characters.</summary>
    /// <exception cref="ApiException">The API server refused, or there is none.</exception>
    public Task<string> TextAsync(string path, CancellationToken cancellationToken) => WithinTimeoutAsync(async limited =>
    {
        using var request = await RequestAsync(HttpMethod.Get, path, limited);
        using var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited);
        if (!response.IsSuccessStatusCode)
            throw Refusal(response, HttpMethod.Get, path, await response.Content.ReadAsStringAsync(limited));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limited));
        var text = new char[LongestText + 1];
        var length = await reader.ReadBlockAsync(text, limited);
        return length > LongestText ? new string(text, 0, LongestText) + $"\n(cut off after {LongestText} characters)\n" : new string(text, 0, length);
    }, cancellationToken);

    /// <summary>What a port of a pod answers to a GET, through the API server.</summary>
    /// <param name="path">The path below the pod's <c>proxy</c>.</param>
    /// <param name="limit">Most bytes of the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">The API server refused, or the pod did not answer; the message is the server's.</exception>
    /// <exception cref="HttpRequestException">The API server cannot be reached, or the answer is longer.</exception>
    public Task<string> ProxiedAsync(string path, int limit, CancellationToken cancellationToken) => WithinTimeoutAsync(async limited =>
    {
        using var request = await RequestAsync(HttpMethod.Get, path, limited);
        using var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited);
        await response.Content.LoadIntoBufferAsync(limit, limited);
        var body = await response.Content.ReadAsStringAsync(limited);
        return response.StatusCode == HttpStatusCode.OK
            ? body
            : throw new CliException(ApiException.MessageIn(body) ?? $"the answer was {(int)response.StatusCode} to GET {path.Split('?')[0]}");
    }, cancellationToken);

    /// <summary>The path of an app, or of all apps of a namespace.</summary>
    public static string AppPath(string ns, string? name = null) =>
        $"apis/{OctoberApi.Group}/{OctoberApi.Version}/namespaces/{ns}/{OctoberApi.Plural}" + (name is null ? "" : "/" + name);

    /// <summary>Server-side apply of one object.</summary>
    /// <exception cref="CliException">The API server refused it; the message is the server's.</exception>
    public async Task ApplyAsync(ManifestObject item, CancellationToken cancellationToken)
    {
        var group = item.ApiVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{item.ApiVersion}" : $"api/{item.ApiVersion}";
        var resources = (await SendAsync(HttpMethod.Get, group, null, cancellationToken))?["resources"] as JsonArray;
        var resource =
            resources?.FirstOrDefault(entry => (string?)entry!["kind"] == item.Kind && !((string)entry["name"]!).Contains('/', StringComparison.Ordinal))
            ?? throw new CliException($"the cluster has no kind {item.Kind} in {item.ApiVersion}");
        var scope = (bool)resource["namespaced"]! ? $"/namespaces/{item.Namespace ?? "default"}" : "";
        await SendAsync(
            HttpMethod.Patch, $"{group}{scope}/{(string)resource["name"]!}/{item.Name}?fieldManager={FieldManager}&force=true&fieldValidation=Strict",
            Content(item.Yaml, "application/apply-patch+yaml"), cancellationToken);
    }

    /// <summary>Waits until the API server serves OctoberApps.</summary>
    public async Task AwaitKindAsync(CancellationToken cancellationToken)
    {
        while (await SendAsync(HttpMethod.Get, $"apis/{OctoberApi.Group}/{OctoberApi.Version}", null, cancellationToken, allowMissing: true) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
    }

    /// <summary>Namespaces and names of all apps.</summary>
    public async Task<IReadOnlyList<(string Namespace, string Name)>> AppsAsync(CancellationToken cancellationToken) =>
    [
        .. from app in (await GetAsync($"apis/{OctoberApi.Group}/{OctoberApi.Version}/{OctoberApi.Plural}", cancellationToken))?["items"] as JsonArray ?? []
           let metadata = app?["metadata"]
           select ((string)metadata["namespace"]!, (string)metadata["name"]!),
    ];

    /// <summary>The app, or null.</summary>
    public Task<JsonNode?> GetAppAsync(string ns, string name, CancellationToken cancellationToken) =>
        GetAsync(AppPath(ns, name), cancellationToken, allowMissing: true);

    /// <summary>The app, or null; of its status what may be written to a terminal: an operator of before wrote it as it came.</summary>
    public async Task<V1OctoberApp?> ReadAppAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (await GetAppAsync(ns, name, cancellationToken) is not { } app)
            return null;
        VisibleText.In(app["status"]);
        return OctoberJson.Read<V1OctoberApp>(app);
    }

    public void Dispose() => client.Dispose();

    private static StringContent Content(string text, string type) => new(text, Encoding.UTF8, new MediaTypeHeaderValue(type));

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path));
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        return request;
    }

    /// <summary>A server that accepts a request, or a part of an answer, and says no more would else be waited for without an end.</summary>
    private async Task<T> WithinTimeoutAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var limit = timeout ?? DefaultTimeout;
        using var deadline = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException($"the API server did not answer within {limit.TotalSeconds:0} s", null, exception);
        }
        catch (IOException exception)
        {
            throw new ApiException($"the request was not completed: {exception.Message}", null, exception);
        }
    }

    private Task<JsonNode?> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, bool allowMissing = false) =>
        WithinTimeoutAsync(async limited =>
        {
            using var request = await RequestAsync(method, path, limited);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Content = content;
            using var response = await client.HttpClient.SendAsync(request, limited);
            var body = await response.Content.ReadAsStringAsync(limited);
            if (allowMissing && response.StatusCode == HttpStatusCode.NotFound)
                return null;
            return response.IsSuccessStatusCode ? Parse(path, body) : throw Refusal(response, method, path, body);
        }, cancellationToken);

    private JsonNode? Parse(string path, string body)
    {
        try
        {
            return KubeJson.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new CliException($"{client.BaseUri} answers {path.Split('?')[0]} with something that is not JSON; is it an API server?", exception);
        }
    }

    private static ApiException Refusal(HttpResponseMessage response, HttpMethod method, string path, string body) => new(
        ApiException.MessageIn(body) ?? $"the API server answered {(int)response.StatusCode} to {method} {path.Split('?')[0]}", response.StatusCode);
}
