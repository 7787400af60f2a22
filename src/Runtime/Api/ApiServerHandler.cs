using k8s;

namespace October.Runtime.Api;

/// <summary>Sends requests of others over KubernetesClient's connection to the API server, with its credentials.</summary>
public sealed class ApiServerHandler(Kubernetes client) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // An HttpClient sends a request object once only, and this one has been through another.
        using var own = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var (name, values) in request.Headers)
            own.Headers.TryAddWithoutValidation(name, values);
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(own, cancellationToken);
        return await client.HttpClient.SendAsync(own, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
