using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using October.LocalCluster.ApiServer.Requests;
using Yarp.ReverseProxy.Forwarder;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>
/// What changes on the way to a pod and back: the path, the caller's credentials (which stay here), and redirects and links that would leave the proxy.
/// </summary>
internal sealed class ProxyTransformer(ProxyTarget target) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, new PathString(target.Path), request.QueryString);
        proxyRequest.Headers.Host = request.Host.Value;
        foreach (var name in request.Headers.Keys.Where(static n => n.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase)).Append("Authorization"))
            proxyRequest.Headers.Remove(name);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        proxyRequest.Headers.Remove("X-Forwarded-Uri");
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Uri", request.Path.ToUriComponent());
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var request = httpContext.Request;
        var links = new ProxyLinks(
            request.Path.ToUriComponent()[..^new PathString(target.Path).ToUriComponent().Length], target.Authority, request.Host.Value ?? "");
        if (httpContext.Response.Headers.Location is [{ } location])
            httpContext.Response.Headers.Location = links.Rewrite(location);
        else if (hasBody && proxyResponse is { Content.Headers.ContentType.MediaType: "text/html" } && Reader(proxyResponse) is { } decode)
            return await RewriteAsync(httpContext.Response, proxyResponse, decode, links, cancellationToken);
        return hasBody;
    }

    /// <summary>How to read the body; null for an encoding that is not understood, which is passed on as it is.</summary>
    private static Func<Stream, Stream>? Reader(HttpResponseMessage response) => string.Join(',', response.Content.Headers.ContentEncoding) switch
    {
        "" => static body => body,
        "gzip" => static body => new GZipStream(body, CompressionMode.Decompress),
        "deflate" => static body => new DeflateStream(body, CompressionMode.Decompress),
        _ => null,
    };

    /// <summary>Writes the page with its links below the proxy; nothing is left to copy then.</summary>
    private static async Task<bool> RewriteAsync(
        HttpResponse response, HttpResponseMessage answer, Func<Stream, Stream> decode, ProxyLinks links, CancellationToken cancellationToken)
    {
        await using var body = decode(await answer.Content.ReadAsStreamAsync(cancellationToken));
        // Byte for byte: only what lies between the quotes of links is looked at.
        using var reader = new StreamReader(body, Encoding.Latin1);
        var page = HtmlLinks.Rewrite(await reader.ReadToEndAsync(cancellationToken), links.Rewrite);
        response.ContentLength = null;
        response.Headers.ContentEncoding = default;
        await response.Body.WriteAsync(Encoding.Latin1.GetBytes(page), cancellationToken);
        return false;
    }
}
