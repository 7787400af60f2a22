using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Crd.Revisions;

namespace October.Cli.Commands;

/// <summary><c>october backup</c>.</summary>
internal static class BackupCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The operator accepts it after the restore under way, and else at once.</summary>
    private static readonly TimeSpan RestoreTimeout = TimeSpan.FromMinutes(30);

    /// <summary>The Job's own deadline is an hour.</summary>
    private static readonly TimeSpan JobTimeout = TimeSpan.FromMinutes(65);

    /// <summary>Status follows the Job within a moment.</summary>
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(15);

    public static Command Create()
    {
        var options = new AppOptions();
        var command = new Command(
            "backup",
            """
            Creates a backup of redis now, as spec.backup configures it, waits for it, and prints the name and size of its file.

            Example:
              october backup shop
            """);
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var session = await options.OpenAsync(parsed, cancellationToken);
                var token = AnnotationCommand.Token(TimeProvider.System.GetUtcNow());
                await AnnotationCommand.RunAsync(
                    session,
                    OneShotCommand.BackupNow,
                    token,
                    cancellationToken,
                    "creating a backup…",
                    (await session.ReadAsync(cancellationToken)).Status?.Restore?.Step is null ? null : RestoreTimeout);
                return await FollowAsync(session, $"{session.Name}-backup-{RevisionHash.Short(token)}", cancellationToken);
            });
        return command;
    }

    private static async Task<int> FollowAsync(AppSession session, string job, CancellationToken cancellationToken)
    {
        var path = $"apis/batch/v1/namespaces/{session.Namespace}/jobs/{job}";
        var started = TimeProvider.System.GetTimestamp();
        bool? succeeded;
        while ((succeeded = Outcome(await session.Api.GetAsync(path, cancellationToken))) is null)
        {
            if (TimeProvider.System.GetElapsedTime(started) > JobTimeout)
                throw new CliException(
                    $"Job {job} has not ended within {JobTimeout.TotalMinutes:0} min: see kubectl describe -n {session.Namespace} job/{job}");
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        if (succeeded == false)
            throw new CliException($"Job {job} made no backup: see kubectl logs -n {session.Namespace} job/{job}");
        Console.WriteLine($"{session.Namespace}/{session.Name}: {await FileAsync(session, job, cancellationToken)}");
        return 0;
    }

    /// <summary>Whether the Job did its work; null until it has ended.</summary>
    private static bool? Outcome(JsonNode? job)
    {
        var conditions = job?["status"]?["conditions"]?.AsArray().Where(condition => (string?)condition!["status"] == "True")
            .Select(condition => (string?)condition!["type"]).ToList() ?? [];
        return conditions.Contains("Complete") ? true : conditions.Contains("Failed") ? false : null;
    }

    private static async Task<string> FileAsync(AppSession session, string job, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < StatusTimeout)
        {
            if ((await session.ReadAsync(cancellationToken)).Status?.Backup is { LastBackupName: { } name } backup && backup.LastJob == job)
                return $"{name}, {backup.SizeBytes} bytes, complete and checked, on PersistentVolumeClaim {session.Name}-backup-data";
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        return $"Job {job} made a backup, complete and checked; its log has the file's name: kubectl logs -n {session.Namespace} job/{job}";
    }
}
