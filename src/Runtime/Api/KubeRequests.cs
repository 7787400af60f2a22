using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s;
using October.Runtime.Metrics;

namespace October.Runtime.Api;

/// <summary>Sends requests to the API server, with the sender's credentials and name, and counts them.</summary>
internal sealed class KubeRequests(Kubernetes client, TimeProvider time, string userAgent, RuntimeMetrics? metrics)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Sends a request whose answer is one object.</summary>
    public Task<T> SendAsync<T>(HttpMethod method, string path, string? body, string? contentType, CancellationToken cancellationToken) =>
        SendAsync(method, path, body, contentType, method.Method, KubeJson.ReadAsync<T>, cancellationToken);

    /// <summary>Sends a request whose answer is any JSON.</summary>
    public Task<JsonDocument> SendAsync(
        HttpMethod method, string path, string? body, string? contentType, string verb, CancellationToken cancellationToken) =>
        SendAsync(method, path, body, contentType, verb, static (stream, ends) => JsonDocument.ParseAsync(stream, KubeJson.Documents, ends), cancellationToken);

    /// <summary>Sends a request, and reads its answer, within the time that both may take.</summary>
    /// <exception cref="KubeApiException">The API server refused it.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached, or did not answer in time.</exception>
    public async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        string? body,
        string? contentType,
        string verb,
        Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var response = await SendRawAsync(method, path, body, contentType, verb, either.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await read(stream, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{verb} {path.Split('?')[0]} was not answered within {CallTimeout.TotalSeconds:0} s", exception);
        }
    }

    /// <summary>Sends a request, and returns when its answer begins.</summary>
    /// <exception cref="KubeApiException">The API server refused it.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendRawAsync(
        HttpMethod method, string path, string? body, string? contentType, string verb, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path));
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            metrics?.Requests.WithLabels("<error>", verb).Inc();
            throw;
        }

        metrics?.Requests.WithLabels(((int)response.StatusCode).ToString(), verb).Inc();
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await KubeErrors.FromAsync(response, cancellationToken);
    }
}
