using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Apps;

namespace October.Cli.Commands;

/// <summary><c>october restore</c>.</summary>
internal static class RestoreCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    public static Command Create()
    {
        var options = new AppOptions();
        var backup = new Option<string>("--backup")
        {
            Description = "File name of the backup, or latest. Default: latest.",
            DefaultValueFactory = _ => "latest",
        };
        var command = new Command(
            "restore",
            """
            Restores redis' data from a backup: sets spec.restore and waits.
            Api, worker and redis are stopped during the restore. Data written after the backup is not restored.

            Examples:
              october restore shop
              october restore shop --backup dump-20260101T031700Z.rdb
            """) { backup };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var session = await options.OpenAsync(parsed, cancellationToken);
                var request = AnnotationCommand.Token(TimeProvider.System.GetUtcNow());
                await session.PatchAsync(
                    new JsonObject
                    {
                        ["spec"] = new JsonObject { ["restore"] = new JsonObject { ["backupName"] = parsed.GetValue(backup), ["requestId"] = request } },
                    },
                    cancellationToken);
                await Console.Error.WriteLineAsync(
                    $"{session.Namespace}/{session.Name}: spec.restore.requestId is {request}; where Git owns the spec, set it there too");
                return await FollowAsync(session, request, cancellationToken);
            });
        return command;
    }

    private static async Task<int> FollowAsync(AppSession session, string request, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var written = ""; ; await Task.Delay(PollInterval, TimeProvider.System, cancellationToken))
        {
            var app = await session.ReadAsync(cancellationToken);
            if (app.Status?.Restore is { Step: null } ended && ended.RequestId == request)
            {
                Console.WriteLine($"{session.Namespace}/{session.Name}: {ended.Outcome}: {ended.Message}");
                return ended.Outcome == "Succeeded" ? 0 : 1;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Timeout)
                throw new CliException($"the restore has not ended within {Timeout.TotalMinutes:0} min; see october status");
            if (app.Status?.Message is { } message && message != written)
                await Console.Error.WriteLineAsync($"{session.Namespace}/{session.Name}: {written = message}");
        }
    }
}
