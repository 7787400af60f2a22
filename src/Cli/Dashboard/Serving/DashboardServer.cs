using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using October.Cli.Dashboard.Series;
using October.Cli.Dashboard.Watching;

namespace October.Cli.Dashboard.Serving;

/// <summary>Serves the page on 127.0.0.1.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const int LongestRequest = 4096;
    private const string Advice = "open the address that october dashboard printed";

    private readonly WebApplication _host;
    private readonly RequestGuard _guard;
    private readonly ViewBoard _board;
    private readonly Samplers _samplers;
    private readonly DashboardActions _actions;

    /// <param name="port">On 127.0.0.1.</param>
    /// <param name="guard">Who may use it.</param>
    /// <param name="board">What it shows.</param>
    /// <param name="samplers">Figures of the app that a page looks at.</param>
    /// <param name="actions">What it does.</param>
    public DashboardServer(int port, RequestGuard guard, ViewBoard board, Samplers samplers, DashboardActions actions)
    {
        (_guard, _board, _samplers, _actions) = (guard, board, samplers, actions);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestRequest;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _host = builder.Build();
        _host.Run(HandleAsync);
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="CliException">The port is taken, or may not be used.</exception>
    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            await _host.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new CliException($"port {port} is taken; choose another one: --port", exception);
        }
        catch (SocketException exception)
        {
            throw new CliException($"cannot listen on port {port}: {exception.Message}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        SecurityHeaders.Add(context.Response.Headers);
        var (request, path) = (context.Request, context.Request.Path.Value ?? "/");
        if (!_guard.IsOurs(request.Headers.Host))
            await AnswerAsync(context, StatusCodes.Status421MisdirectedRequest, $"this server has another name; {Advice}");
        else if (path.StartsWith("/api/", StringComparison.Ordinal))
            await ApiAsync(context, path);
        else if (HttpMethods.IsGet(request.Method) && PageFiles.Open(path) is { } file)
            await SendAsync(context, file.Content, file.Type);
        else
            await AnswerAsync(context, StatusCodes.Status404NotFound, "there is no such page");
    }

    private async Task ApiAsync(HttpContext context, string path)
    {
        var request = context.Request;
        var changes = !HttpMethods.IsGet(request.Method);
        if (!_guard.IsFromHere(request.Headers.Origin, request.Headers["Sec-Fetch-Site"], changes))
            await AnswerAsync(context, StatusCodes.Status403Forbidden, "the request comes from another page");
        else if (!_guard.IsAuthorized(request.Headers.Authorization))
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, $"the key is missing or is another one; {Advice}");
        else if (path == "/api/apps" && !changes)
            await EventStream.SendAsync(context, _board.MessagesAsync);
        else if (path == "/api/series" && !changes && _samplers.Find(request.Query["app"]) is { } sampler)
            await EventStream.SendAsync(context, sampler.MessagesAsync);
        else if (path == "/api/actions" && HttpMethods.IsPost(request.Method))
            await ActAsync(context);
        else
            await AnswerAsync(context, StatusCodes.Status404NotFound, "there is no such resource");
    }

    private async Task ActAsync(HttpContext context)
    {
        ActionRequest? action;
        try
        {
            // Not with the type of a form, which a browser sends from any page without asking.
            action = context.Request.HasJsonContentType()
                ? await JsonSerializer.DeserializeAsync(context.Request.Body, DashboardJson.Default.ActionRequest, context.RequestAborted)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            action = null;
        }

        if (action is not { App: not null, Action: not null })
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "an action has app and action, as JSON");
            return;
        }

        try
        {
            // An action goes on when the page is closed.
            await AnswerAsync(context, StatusCodes.Status200OK, await _actions.RunAsync(action, _host.Lifetime.ApplicationStopping));
        }
        catch (CliException exception)
        {
            await AnswerAsync(context, StatusCodes.Status409Conflict, exception.Message);
        }
        catch (HttpRequestException exception)
        {
            var why = exception.InnerException?.Message ?? exception.Message;
            await AnswerAsync(context, StatusCodes.Status502BadGateway, $"cannot reach the API server: {why}");
        }
    }

    private static async Task SendAsync(HttpContext context, Stream content, string type)
    {
        await using (content)
        {
            context.Response.ContentType = type;
            context.Response.ContentLength = content.Length;
            await content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static async Task AnswerAsync(HttpContext context, int code, string message)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, new ActionAnswer(message), DashboardJson.Default.ActionAnswer, context.RequestAborted);
    }
}
