using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace October.Cli.Dashboard.Serving;

/// <summary>Server-sent events: one message after the other until the page is closed.</summary>
internal static class EventStream
{
    /// <param name="context">The request.</param>
    /// <param name="messages">Each is one line; null is a sign of life.</param>
    public static async Task SendAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<string?>> messages)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        // A proxy in between is not to wait until it has more.
        response.Headers["X-Accel-Buffering"] = "no";
        var stopping = ((IHostApplicationLifetime)context.RequestServices.GetService(typeof(IHostApplicationLifetime))!).ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await foreach (var message in messages(either.Token))
            {
                await response.WriteAsync(message is null ? ":\n\n" : $"data: {message}\n\n", either.Token);
                await response.Body.FlushAsync(either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }
}
