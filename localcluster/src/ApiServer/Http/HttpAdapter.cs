using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using October.LocalCluster.ApiServer.Authentication;
using October.LocalCluster.ApiServer.Authorization;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Pipeline;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>Carries requests from HTTP to the pipeline and answers back; knows no Kubernetes beyond media types and frames.</summary>
internal sealed class HttpAdapter(
    RequestPipeline pipeline, TokenAuthenticator authenticator, Impersonation impersonation, ProxyForwarder proxy, CancellationToken stopping)
{
    private const int BodyLimit = 3 * 1024 * 1024;

    private readonly OutputPace _pace = new();

    /// <summary>Answers a request. An <see cref="IOException"/>, which an interceptor may throw, breaks the connection as a network does.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (IOException)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var cancellationToken = ends.Token;
        ApiResponse response;
        try
        {
            response = await pipeline.ExecuteAsync(await ReadAsync(context.Request, cancellationToken), cancellationToken);
        }
        catch (ApiStatusException exception)
        {
            response = ApiResponse.FromError(exception);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            response = ApiResponse.FromError(StatusError.Make(503, "ServiceUnavailable", "the server is shutting down", []));
            cancellationToken = context.RequestAborted;
        }

        await WriteAsync(context, response, cancellationToken);
    }

    private async Task<ApiRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var user = impersonation.Impersonate(
            await authenticator.AuthenticateAsync(request.Headers.Authorization),
            request.Headers["Impersonate-User"].ToString(),
            [.. request.Headers["Impersonate-Group"].OfType<string>()]);
        return new ApiRequest
        {
            Method = request.Method,
            Path = request.Path.Value ?? "/",
            Query =
                request.Query.Count == 0
                    ? QueryParameters.None
                    : new QueryParameters(request.Query.SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")))),
            Accept = request.Headers.Accept.Count == 0 ? null : request.Headers.Accept.ToString(),
            ContentType = request.ContentType,
            UserAgent = request.Headers.UserAgent,
            IfNoneMatch = request.Headers.IfNoneMatch,
            User = user,
            // What is passed on is not held here.
            Body = RequestPath.Parse(request.Path.Value ?? "/")?.Rest is null ? await ReadBodyAsync(request, cancellationToken) : default,
        };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > BodyLimit)
            throw StatusError.TooLarge(BodyLimit);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > BodyLimit)
                throw StatusError.TooLarge(BodyLimit);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task WriteAsync(HttpContext context, ApiResponse response, CancellationToken cancellationToken)
    {
        if (response.Session is { } session)
        {
            if (StreamingTransport.CanServe(context, session))
            {
                await StreamingTransport.RunAsync(context, session, cancellationToken);
                return;
            }

            response = ApiResponse.FromError(StatusError.BadRequest("Upgrade request required"));
        }

        if (response.Proxy is { } target)
        {
            if (await proxy.SendAsync(context, target) is not { } refused)
                return;
            response = refused;
        }

        var http = context.Response;
        http.StatusCode = response.Code;
        foreach (var (name, value) in response.Headers)
            http.Headers[name] = value;
        foreach (var warning in response.Warnings)
            http.Headers.Append("Warning", WarningHeader.Of(warning));
        http.Headers.CacheControl = http.Headers.CacheControl.Count == 0 ? "no-cache, private" : http.Headers.CacheControl;
        if (response.ContentType.Length > 0)
            http.ContentType = response.ContentType;

        if (response.Events is { } events)
            await WriteEventsAsync(context, events, cancellationToken);
        else if (response.Stream is { } stream)
            await WriteStreamAsync(context, stream, cancellationToken);
        else if (response.Bytes is { } bytes)
            await WriteWholeAsync(http, bytes, cancellationToken);
        else if (response.Object is { } value)
            await WriteWholeAsync(http, WireJson.Write(value), cancellationToken);
    }

    /// <summary>With its length known, a body needs no chunks and leaves in one piece with the headers.</summary>
    private static async Task WriteWholeAsync(HttpResponse http, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        http.ContentLength = body.Length;
        await http.Body.WriteAsync(body, cancellationToken);
    }

    private async Task WriteEventsAsync(HttpContext context, IAsyncEnumerable<WatchEvent> events, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(cancellationToken);
        var output = new PacedOutput(context.Response.BodyWriter, _pace);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var changes = events.GetAsyncEnumerator(ends.Token);
        var next = Task.FromResult(false);
        try
        {
            await output.FlushAsync(cancellationToken);
            next = changes.MoveNextAsync().AsTask();
            while (await next)
            {
                output.Write(WatchFrame.Begin(changes.Current.Type));
                output.Write(changes.Current.Bytes);
                output.Write(WatchFrame.End);
                next = changes.MoveNextAsync().AsTask();
                if (!next.IsCompleted)
                    await output.PaceAsync();
                // Also before a failure: what was seen until a watch was cut has arrived.
                if (output.IsFull || !next.IsCompletedSuccessfully)
                    await output.FlushAsync(cancellationToken);
            }

            await output.FlushAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client left; that is how most watches end.
        }
        finally
        {
            // An enumerator cannot be put away while it is moving.
            await ends.CancelAsync();
            await Task.WhenAny(next);
        }
    }

    private static async Task WriteStreamAsync(HttpContext context, Func<Stream, CancellationToken, Task> stream, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(cancellationToken);
        try
        {
            await stream(context.Response.Body, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client left.
        }
        catch (InvalidOperationException exception)
        {
            await context.Response.WriteAsync(exception.Message + "\n", cancellationToken);
        }
    }
}
