using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace October.Benchmarks.LocalCluster;

/// <summary>Requests as any client sends them, over TLS and with the administrator's token, as cheaply as can be: it shares the processors with what is measured.</summary>
internal sealed class ApiClient : IDisposable
{
    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private readonly Kubernetes kubernetes;
    private readonly AuthenticationHeaderValue authorization;

    public ApiClient(string kubeconfig)
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        kubernetes = new Kubernetes(configuration);
        authorization = new AuthenticationHeaderValue("Bearer", configuration.AccessToken);
    }

    public async Task WriteAsync(HttpMethod method, string path, string mediaType, string body, CancellationToken token = default)
    {
        using var request = Request(method, path);
        request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await kubernetes.HttpClient.SendAsync(request, token);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(token)}");
    }

    /// <summary>A watch of what changes from now on, whose bytes are read as they come.</summary>
    public async Task<Stream> WatchAsync(string path, CancellationToken token)
    {
        using var list = await kubernetes.HttpClient.SendAsync(Request(HttpMethod.Get, path + "?limit=1"), token);
        var revision = (string)JsonNode.Parse(await list.EnsureSuccessStatusCode().Content.ReadAsStringAsync(token))!["metadata"]!["resourceVersion"]!;
        var response = await kubernetes.HttpClient.SendAsync(Request(HttpMethod.Get, $"{path}?watch=true&resourceVersion={revision}"), HttpCompletionOption.ResponseHeadersRead, token);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(token);
    }

    public void Dispose() => kubernetes.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, new Uri(kubernetes.BaseUri, path)) { Headers = { Authorization = authorization } };
}
