using k8s;

namespace October.Runtime.Api;

/// <summary>
/// Sends requests of others over KubernetesClient's connection to the API server, with its credentials. So only to the API server, and only with
/// <see cref="ForwardedHeaders"/>; the client must not follow redirects.
/// </summary>
public sealed class ApiServerHandler(Kubernetes client) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } target || target.Scheme != client.BaseUri.Scheme || target.Authority != client.BaseUri.Authority)
            throw new HttpRequestException("A request for another server is not sent to the API server.");
        if (request.Headers.FirstOrDefault(header => !ForwardedHeaders.IsAllowed(header.Key)) is { Key: { } refused })
            throw new HttpRequestException($"The header {refused} is not sent through the API server.");
        // An HttpClient sends a request object once only, and this one has been through another.
        using var own = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var (name, values) in request.Headers)
            own.Headers.TryAddWithoutValidation(name, values);
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(own, cancellationToken);
        return await client.HttpClient.SendAsync(own, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
