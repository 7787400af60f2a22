using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Cli.Cluster;
using October.Crd.Status;

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
        var written = "";
        var restore = await new Poll(PollInterval, Timeout, TimeProvider.System, Console.Error).UntilAsync(
            AskAsync, () => $"the restore has not ended within {Timeout.TotalMinutes:0} min; see october status", cancellationToken);
        Console.WriteLine($"{session.Namespace}/{session.Name}: {restore.Outcome}: {restore.Message}");
        return restore.Outcome == "Succeeded" ? 0 : 1;

        async Task<RestoreStatus?> AskAsync()
        {
            var app = await session.ReadAsync(cancellationToken);
            if (app.Status?.Restore is { Step: null } ended && ended.RequestId == request)
                return ended;
            if (app.Status?.Message is { } message && message != written)
                await Console.Error.WriteLineAsync($"{session.Namespace}/{session.Name}: {written = message}");
            return null;
        }
    }
}
