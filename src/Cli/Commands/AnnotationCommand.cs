using System.Globalization;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Cli.Cluster;

namespace October.Cli.Commands;

/// <summary>Sends a command to the operator by an annotation on the app, and waits until it was accepted or rejected.</summary>
internal static class AnnotationCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>When it is looked for what the command waits for.</summary>
    private static readonly TimeSpan WaitingAfter = TimeSpan.FromSeconds(2);

    /// <summary>What it waits for, a backup, ends within an hour.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(65);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>A token that no earlier command had.</summary>
    public static string Token(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Sends the command with a new token, and prints what follows.</summary>
    /// <exception cref="CliException">The operator rejected it, or did not handle it within the timeout.</exception>
    public static async Task RunAsync(
        AppSession session, OneShotCommand command, string token, CancellationToken cancellationToken, string? progress = null, TimeSpan? timeout = null)
    {
        await SetAsync(session, command, token, cancellationToken);
        if (progress is not null)
            await Console.Error.WriteLineAsync($"{session.Namespace}/{session.Name}: {progress}");
        Console.WriteLine($"{session.Namespace}/{session.Name}: {await HandledAsync(session, command, token, timeout ?? Timeout, cancellationToken)}");
    }

    /// <summary>Sends the command and waits until its token is handled.</summary>
    /// <returns>The app's message after that.</returns>
    /// <exception cref="CliException">The operator rejected it, or did not handle it within the timeout.</exception>
    public static async Task<string?> SendAsync(AppSession session, OneShotCommand command, string token, CancellationToken cancellationToken)
    {
        await SetAsync(session, command, token, cancellationToken);
        return await HandledAsync(session, command, token, Timeout, cancellationToken);
    }

    private static Task SetAsync(AppSession session, OneShotCommand command, string token, CancellationToken cancellationToken) => session.PatchAsync(
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [command.Annotation] = token } } }, cancellationToken);

    private static async Task<string?> HandledAsync(
        AppSession session, OneShotCommand command, string token, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var poll = new Poll(PollInterval, timeout, TimeProvider.System, Console.Error);
        var isWaiting = false;
        var answer = await poll.UntilAsync(
            AskAsync,
            () => $"the operator has not handled {command.Annotation} within {poll.Limit!.Value.TotalSeconds:0} s; is it running? Try: october doctor",
            cancellationToken);
        return answer.Rejection is { } rejection ? throw new CliException(rejection) : answer.Message;

        async Task<Answer?> AskAsync()
        {
            if (command.Handled(await session.ReadAsync(cancellationToken)) == token)
            {
                var refused = await MessageAsync(session, "CommandRejected", $"{command.Annotation}={token} ", cancellationToken);
                return new Answer(refused, (await session.ReadAsync(cancellationToken)).Status?.Message);
            }

            if (!isWaiting
                && poll.Elapsed > WaitingAfter
                && await MessageAsync(session, "CommandWaiting", $"{command.Annotation}={token} ", cancellationToken) is { } waiting)
            {
                await Console.Error.WriteLineAsync($"{session.Namespace}/{session.Name}: {waiting}");
                (isWaiting, poll.Limit) = (true, LongestWait);
            }

            return null;
        }
    }

    /// <summary>The message of the operator's event with this reason, which it publishes before it writes status; it starts with the command.</summary>
    private static async Task<string?> MessageAsync(AppSession session, string reason, string command, CancellationToken cancellationToken)
    {
        var events = await session.Api.GetAsync($"api/v1/namespaces/{session.Namespace}/events?fieldSelector=reason%3D{reason}", cancellationToken);
        return events!["items"]!.AsArray()
            .Where(entry => (string?)entry!["involvedObject"]?["name"] == session.Name)
            .Select(entry => (string?)entry!["message"])
            .FirstOrDefault(message => message?.StartsWith(command, StringComparison.Ordinal) == true);
    }

    private sealed record Answer(string? Rejection, string? Message);
}
