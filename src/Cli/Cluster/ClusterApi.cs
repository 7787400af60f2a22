using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using October.Crd;

namespace October.Cli.Cluster;

/// <summary>What the commands ask of an API server. Paths are relative to it, without a leading slash.</summary>
internal sealed class ClusterApi(Kubernetes client) : IDisposable
{
    private const string FieldManager = "october-cli";

    public static ClusterApi FromFile(string kubeconfig) =>
        new(new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig)));

    /// <summary>Reads one resource or list; null when it is missing and may be.</summary>
    /// <exception cref="CliException">The API server refused.</exception>
    public Task<JsonNode?> GetAsync(string path, CancellationToken token, bool allowMissing = false) =>
        SendAsync(HttpMethod.Get, path, null, token, allowMissing);

    /// <summary>JSON merge patch (RFC 7386).</summary>
    public Task<JsonNode?> PatchAsync(string path, JsonObject patch, CancellationToken token) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager={FieldManager}", Content(patch.ToJsonString(), "application/merge-patch+json"), token);

    /// <summary>Creates, or asks for a review.</summary>
    public Task<JsonNode?> PostAsync(string path, JsonObject body, CancellationToken token) =>
        SendAsync(HttpMethod.Post, path, Content(body.ToJsonString(), "application/json"), token);

    /// <summary>Plain text, for example a log; empty when there is none.</summary>
    public async Task<string> TextAsync(string path, CancellationToken token)
    {
        using var request = await RequestAsync(HttpMethod.Get, path, token);
        using var response = await client.HttpClient.SendAsync(request, token);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(token) : "";
    }

    /// <summary>Where an app is.</summary>
    public static string AppPath(string ns, string? name = null) =>
        $"apis/{OctoberApi.Group}/{OctoberApi.Version}/namespaces/{ns}/{OctoberApi.Plural}" + (name is null ? "" : "/" + name);

    /// <summary>Server-side apply of one object.</summary>
    /// <exception cref="CliException">The API server refused it; its sentence is the message.</exception>
    public async Task ApplyAsync(ManifestObject item, CancellationToken token)
    {
        var group = item.ApiVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{item.ApiVersion}" : $"api/{item.ApiVersion}";
        var resources = (await SendAsync(HttpMethod.Get, group, null, token))?["resources"] as JsonArray;
        var resource = resources?.FirstOrDefault(entry => (string?)entry!["kind"] == item.Kind && !((string)entry["name"]!).Contains('/', StringComparison.Ordinal))
            ?? throw new CliException($"the cluster has no kind {item.Kind} in {item.ApiVersion}");
        var scope = (bool)resource["namespaced"]! ? $"/namespaces/{item.Namespace ?? "default"}" : "";
        await SendAsync(
            HttpMethod.Patch, $"{group}{scope}/{(string)resource["name"]!}/{item.Name}?fieldManager={FieldManager}&force=true&fieldValidation=Strict",
            Content(item.Yaml, "application/apply-patch+yaml"), token);
    }

    /// <summary>Waits until the API server serves OctoberApps.</summary>
    public async Task AwaitKindAsync(CancellationToken token)
    {
        while (await SendAsync(HttpMethod.Get, $"apis/{OctoberApi.Group}/{OctoberApi.Version}", null, token, allowMissing: true) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
    }

    /// <summary>The app, or null.</summary>
    public Task<JsonNode?> GetAppAsync(string ns, string name, CancellationToken token) =>
        GetAsync(AppPath(ns, name), token, allowMissing: true);

    public void Dispose() => client.Dispose();

    private static StringContent Content(string text, string type) => new(text, Encoding.UTF8, new MediaTypeHeaderValue(type));

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken token)
    {
        var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path));
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, token);
        return request;
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken token, bool allowMissing = false)
    {
        using var request = await RequestAsync(method, path, token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = content;
        using var response = await client.HttpClient.SendAsync(request, token);
        var body = await response.Content.ReadAsStringAsync(token);
        if (allowMissing && response.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (!response.IsSuccessStatusCode)
            throw new CliException(Message(body) ?? $"the API server answered {(int)response.StatusCode} to {method} {path.Split('?')[0]}");
        return JsonNode.Parse(body);
    }

    private static string? Message(string body)
    {
        try
        {
            return (string?)JsonNode.Parse(body)?["message"];
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
