using System.Globalization;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Crd;

namespace October.Cli.Commands;

/// <summary>Sends a command to the operator by an annotation on the app, and prints whether it was accepted.</summary>
internal static class AnnotationCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>A token that no earlier command had.</summary>
    public static string Token(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Sets the annotation and waits until its token is handled.</summary>
    /// <exception cref="CliException">The operator rejected it, or did not handle it within the timeout.</exception>
    public static async Task SendAsync(
        AppSession session,
        string annotation,
        string token,
        Func<V1OctoberApp, string?> handled,
        CancellationToken cancellationToken,
        string? progress = null,
        TimeSpan? timeout = null)
    {
        await session.PatchAsync(
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = token } } }, cancellationToken);
        if (progress is not null)
            await Console.Error.WriteLineAsync($"{session.Namespace}/{session.Name}: {progress}");
        var started = TimeProvider.System.GetTimestamp();
        while (handled(await session.ReadAsync(cancellationToken)) != token)
        {
            if (TimeProvider.System.GetElapsedTime(started) > (timeout ?? Timeout))
                throw new CliException(
                    $"the operator has not handled {annotation} within {(timeout ?? Timeout).TotalSeconds:0} s; is it running? Try: october doctor");
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        if (await RejectionAsync(session, $"{annotation}={token} ", cancellationToken) is { } rejection)
            throw new CliException(rejection);
        var app = await session.ReadAsync(cancellationToken);
        Console.WriteLine($"{session.Namespace}/{session.Name}: {app.Status?.Message}");
    }

    /// <summary>The message of the operator's CommandRejected event, which it publishes before it writes status; it starts with the command.</summary>
    private static async Task<string?> RejectionAsync(AppSession session, string command, CancellationToken cancellationToken)
    {
        var events = await session.Api.GetAsync($"api/v1/namespaces/{session.Namespace}/events?fieldSelector=reason%3DCommandRejected", cancellationToken);
        return events!["items"]!.AsArray()
            .Where(entry => (string?)entry!["involvedObject"]?["name"] == session.Name)
            .Select(entry => (string?)entry!["message"])
            .FirstOrDefault(message => message?.StartsWith(command, StringComparison.Ordinal) == true);
    }
}
