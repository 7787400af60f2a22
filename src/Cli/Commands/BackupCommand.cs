using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Cli.Cluster;
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
        var outcome = await Every(JobTimeout).UntilAsync(
            async () => Outcome(await session.Api.GetAsync(path, cancellationToken)),
            () => $"Job {job} has not ended within {JobTimeout.TotalMinutes:0} min: see kubectl describe -n {session.Namespace} job/{job}",
            cancellationToken);
        if (outcome == "Failed")
            throw new CliException($"Job {job} made no backup: see kubectl logs -n {session.Namespace} job/{job}");
        Console.WriteLine($"{session.Namespace}/{session.Name}: {await FileAsync(session, job, cancellationToken)}");
        return 0;
    }

    private static Poll Every(TimeSpan? limit) => new(PollInterval, limit, TimeProvider.System, Console.Error);

    /// <summary>How the Job has ended, Complete or Failed; null until it has.</summary>
    private static string? Outcome(JsonNode? job) => job?["status"]?["conditions"]?.AsArray()
        .Where(condition => (string?)condition!["status"] == "True")
        .Select(condition => (string?)condition!["type"])
        .FirstOrDefault(type => type is "Complete" or "Failed");

    private static async Task<string> FileAsync(AppSession session, string job, CancellationToken cancellationToken)
    {
        // Without a limit of its own: the backup is there, whatever status says.
        var poll = Every(limit: null);
        return await poll.UntilAsync(AskAsync, () => "", cancellationToken);

        async Task<string?> AskAsync()
        {
            if (poll.Elapsed > StatusTimeout)
                return $"Job {job} made a backup, complete and checked; its log has the file's name: kubectl logs -n {session.Namespace} job/{job}";
            return (await session.ReadAsync(cancellationToken)).Status?.Backup is { LastBackupName: { } name } backup && backup.LastJob == job
                ? $"{name}, {backup.SizeBytes} bytes, complete and checked, on PersistentVolumeClaim {session.Name}-backup-data"
                : null;
        }
    }
}
