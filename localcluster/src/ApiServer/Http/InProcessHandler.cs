using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using October.LocalCluster.ApiServer.Authentication;
using October.LocalCluster.ApiServer.Authorization;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Pipeline;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>
/// Carries the requests of HTTP clients in this process to the pipeline: nothing waits for a socket, so that everything that follows from a
/// request happens on the cluster's clock alone. Connections that become something else (exec, port-forward, proxy) need the real endpoint.
/// </summary>
internal sealed class InProcessHandler(RequestPipeline pipeline, TokenAuthenticator authenticator, Impersonation impersonation) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Message(request, await AnswerAsync(request, cancellationToken));
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, exception.Message, exception);
        }
    }

    private async Task<ApiResponse> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(await ReadAsync(request, cancellationToken), cancellationToken);
        }
        catch (ApiStatusException exception)
        {
            return ApiResponse.FromError(exception);
        }
    }

    private async Task<ApiRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var user = await authenticator.AuthenticateAsync(request.Headers.Authorization?.ToString());
        return new ApiRequest
        {
            Method = request.Method.Method,
            Path = Uri.UnescapeDataString(address.AbsolutePath),
            Query =
                address.Query.Length < 2
                    ? QueryParameters.None
                    : new QueryParameters(QueryHelpers.ParseQuery(address.Query).SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")))),
            Accept = Header(request, "Accept"),
            ContentType = request.Content?.Headers.ContentType?.ToString(),
            UserAgent = request.Headers.UserAgent.ToString(),
            IfNoneMatch = Header(request, "If-None-Match"),
            User = impersonation.Impersonate(
                user, Header(request, "Impersonate-User") ?? "", request.Headers.TryGetValues("Impersonate-Group", out var groups) ? [.. groups] : []),
            Body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : default,
        };
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private static HttpResponseMessage Message(HttpRequestMessage request, ApiResponse response)
    {
        if (response.Session is not null || response.Proxy is not null)
            response = ApiResponse.FromError(StatusError.BadRequest("Upgrade and proxy requests need the server's own address"));
        var message = new HttpResponseMessage((HttpStatusCode)response.Code) { RequestMessage = request, Content = Content(response) };
        foreach (var (name, value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var warning in response.Warnings)
            message.Headers.TryAddWithoutValidation("Warning", WarningHeader.Of(warning));
        if (response.ContentType.Length > 0)
            message.Content.Headers.TryAddWithoutValidation("Content-Type", response.ContentType);
        return message;
    }

    private static HttpContent Content(ApiResponse response) => response switch
    {
        { Events: { } events } => new StreamContent(new WatchStream(events)),
        { Stream: { } stream } => new StreamedContent(stream),
        { Bytes: { } bytes } => new ReadOnlyMemoryContent(bytes),
        { Object: { } value } => new ByteArrayContent(WireJson.Write(value)),
        _ => new ByteArrayContent([]),
    };

    /// <summary>A log: written to whoever reads it.</summary>
    private sealed class StreamedContent(Func<Stream, CancellationToken, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            write(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
