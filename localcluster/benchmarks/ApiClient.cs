using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using k8s;

namespace October.Benchmarks.LocalCluster;

/// <summary>
/// Requests as any client sends them, over TLS and with the administrator's token, as cheaply as can be: it shares the processors with what is measured.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private readonly Kubernetes _kubernetes;
    private readonly AuthenticationHeaderValue _authorization;

    public ApiClient(string kubeconfig)
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        _kubernetes = new Kubernetes(configuration);
        _authorization = new AuthenticationHeaderValue("Bearer", configuration.AccessToken);
    }

    public async Task WriteAsync(HttpMethod method, string path, string mediaType, string body, CancellationToken cancellationToken = default)
    {
        using var request = Request(method, path);
        request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await _kubernetes.HttpClient.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>A watch of what changes from now on, whose bytes are read as they come.</summary>
    public async Task<Stream> WatchAsync(string path, CancellationToken cancellationToken)
    {
        using var list = await _kubernetes.HttpClient.SendAsync(Request(HttpMethod.Get, path + "?limit=1"), cancellationToken);
        var revision = (string)
            JsonNode.Parse(await list.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken))!["metadata"]!["resourceVersion"]!;
        var response = await _kubernetes.HttpClient.SendAsync(
            Request(HttpMethod.Get, $"{path}?watch=true&resourceVersion={revision}"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken);
    }

    public void Dispose() => _kubernetes.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, new Uri(_kubernetes.BaseUri, path)) { Headers = { Authorization = _authorization } };
}
