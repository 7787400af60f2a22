using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Crd;

namespace October.Cli.Commands;

/// <summary><c>october retry | abort | promote | rotate-password | backup | restore | rollback | suspend | resume</c>.</summary>
internal static class AppCommands
{
    public static IEnumerable<Command> Create() =>
    [
        Simple("retry", "Retries what failed. Example: october retry shop", OctoberApi.RetryAnnotation, app => app.Status?.LastHandledRetry),
        Simple(
            "abort",
            "Cancels the attempt in progress and rolls back to the last good revision. Example: october abort shop",
            OctoberApi.AbortAnnotation,
            app => app.Status?.LastHandledAbort),
        Simple(
            "promote",
            "Promotes the spec's revision without its remaining smoke probes. Example: october promote shop",
            OctoberApi.PromoteAnnotation,
            app => app.Status?.LastHandledPromote),
        Simple(
            "rotate-password",
            "Rotates redis' password. Both passwords are accepted until every pod uses the new one, so no task fails. Example: october rotate-password shop",
            OctoberApi.RotatePasswordAnnotation,
            app => app.Status?.LastHandledRotatePassword,
            "rolling out the new password to the pods…",
            TimeSpan.FromMinutes(15)),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        Rollback(),
        Suspension("suspend", "Suspends reconciliation; running pods are not changed. Example: october suspend shop", suspend: true),
        Suspension("resume", "Resumes reconciliation. Example: october resume shop", suspend: false),
    ];

    private static Command Simple(
        string name, string help, string annotation, Func<V1OctoberApp, string?> handled, string? progress = null, TimeSpan? timeout = null)
    {
        var options = new AppOptions();
        var command = new Command(name, help);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            await AnnotationCommand.SendAsync(
                session, annotation, AnnotationCommand.Token(TimeProvider.System.GetUtcNow()), handled, cancellationToken, progress, timeout);
            return 0;
        });
        return command;
    }

    private static Command Rollback()
    {
        var options = new AppOptions();
        var to = new Option<string?>("--to")
        {
            Description = "A revision by name, hash or number. Default: the newest one that succeeded and is not current.",
        };
        var command = new Command("rollback", """
            Rolls back to an older revision until the spec changes. The command does not change the spec.

            Examples:
              october rollback shop
              october rollback shop --to 3
            """)
        {
            to,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            var revisions = await session.RevisionsAsync(cancellationToken);
            var app = await session.ReadAsync(cancellationToken);
            var target = parsed.GetValue(to) is { } requested
                ? RevisionNames.Find(revisions, requested).Metadata.Name
                : PreviousRevision.Find(app, [.. revisions.Select(revision => revision.Metadata.Name)]);
            await AnnotationCommand.SendAsync(
                session,
                OctoberApi.RollbackToAnnotation,
                $"{target}/{AnnotationCommand.Token(TimeProvider.System.GetUtcNow())}",
                handled => handled.Status?.LastHandledRollbackTo,
                cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Suspension(string name, string help, bool suspend)
    {
        var options = new AppOptions();
        var command = new Command(name, help);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            await session.PatchAsync(new JsonObject { ["spec"] = new JsonObject { ["suspend"] = suspend ? true : null } }, cancellationToken);
            Console.WriteLine(
                $"{session.Namespace}/{session.Name}: spec.suspend is {(suspend ? "true" : "not set")}; where Git owns the spec, change it there too");
            return 0;
        });
        return command;
    }
}
