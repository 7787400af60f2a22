using System.Net.Http.Headers;
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
        // As they would be sent: to parse them may leave out what is wrong with them.
        var headers = request.Headers.NonValidated;
        foreach (var (name, values) in request.Content is { } content ? headers.Concat(content.Headers.NonValidated) : headers)
            Check(name, values);
        // An HttpClient sends a request object once only, and this one has been through another.
        using var own = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var (name, values) in headers)
            own.Headers.TryAddWithoutValidation(name, values);
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(own, cancellationToken);
        return await client.HttpClient.SendAsync(own, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static void Check(string name, HeaderStringValues values)
    {
        if (!ForwardedHeaders.IsAllowed(name))
            throw new HttpRequestException($"The header {name} is not sent through the API server.");
        if (!values.All(HeaderValue.IsValid))
            throw new HttpRequestException($"The header {name} is not sent: its value has a line break, or another character that no header may have.");
    }
}
