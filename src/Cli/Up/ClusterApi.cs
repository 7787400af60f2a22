using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using October.Crd;

namespace October.Cli.Up;

/// <summary>What <c>up</c> asks of the API server: apply a manifest, look at an app.</summary>
internal sealed class ClusterApi(Kubernetes client) : IDisposable
{
    private const string FieldManager = "october-cli";

    public static ClusterApi FromFile(string kubeconfig) =>
        new(new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig)));

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
            HttpMethod.Patch, $"{group}{scope}/{(string)resource["name"]!}/{item.Name}?fieldManager={FieldManager}&force=true&fieldValidation=Strict", item.Yaml, token);
    }

    /// <summary>Waits until the API server serves OctoberApps.</summary>
    public async Task AwaitKindAsync(CancellationToken token)
    {
        while (await SendAsync(HttpMethod.Get, $"apis/{OctoberApi.Group}/{OctoberApi.Version}", null, token, allowMissing: true) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
    }

    /// <summary>The app, or null.</summary>
    public Task<JsonNode?> GetAppAsync(string ns, string name, CancellationToken token) =>
        SendAsync(HttpMethod.Get, $"apis/{OctoberApi.Group}/{OctoberApi.Version}/namespaces/{ns}/{OctoberApi.Plural}/{name}", null, token, allowMissing: true);

    public void Dispose() => client.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, string? yaml, CancellationToken token, bool allowMissing = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (yaml is not null)
        {
            request.Content = new StringContent(yaml, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml");
        }

        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, token);
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
