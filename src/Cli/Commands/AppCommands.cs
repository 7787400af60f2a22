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
        Simple("retry", "Attempts again what failed. Example: october retry shop", OctoberApi.RetryAnnotation, app => app.Status?.LastHandledRetry),
        Simple(
            "abort",
            "Gives up the attempt under way and rolls back to the last good revision. Example: october abort shop",
            OctoberApi.AbortAnnotation,
            app => app.Status?.LastHandledAbort),
        Simple(
            "promote",
            "Lets the spec's revision serve without its remaining smoke probes. Example: october promote shop",
            OctoberApi.PromoteAnnotation,
            app => app.Status?.LastHandledPromote),
        Simple(
            "rotate-password",
            "Gives redis a new password, without a failed task: the old one is accepted until every pod has moved. Example: october rotate-password shop",
            OctoberApi.RotatePasswordAnnotation,
            app => app.Status?.LastHandledRotatePassword,
            "pods are moving to the new password…",
            TimeSpan.FromMinutes(15)),
        Simple(
            "backup",
            "Makes a backup of redis now, where spec.backup says how. Example: october backup shop",
            OctoberApi.BackupNowAnnotation,
            app => app.Status?.LastHandledBackupNow),
        RestoreCommand.Create(),
        Rollback(),
        Suspension("suspend", "Suspends reconciliation; running pods are left as they are. Example: october suspend shop", suspend: true),
        Suspension("resume", "Resumes reconciliation. Example: october resume shop", suspend: false),
    ];

    private static Command Simple(
        string name, string help, string annotation, Func<V1OctoberApp, string?> handled, string? meanwhile = null, TimeSpan? timeout = null)
    {
        var options = new AppOptions();
        var command = new Command(name, help);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            await AnnotationCommand.SendAsync(
                session, annotation, AnnotationCommand.Token(TimeProvider.System.GetUtcNow()), handled, cancellationToken, meanwhile, timeout);
            return 0;
        });
        return command;
    }

    private static Command Rollback()
    {
        var options = new AppOptions();
        var to = new Option<string?>("--to")
        {
            Description = "A revision by name, hash or number. Default: the newest that succeeded before the one that the spec asks for.",
        };
        var command = new Command("rollback", """
            Rolls back to an older revision, until the spec changes. The spec itself is left alone.

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
            var target = parsed.GetValue(to) is { } wanted
                ? RevisionNames.Find(revisions, wanted).Metadata.Name
                : Previous.Of(app, [.. revisions.Select(revision => revision.Metadata.Name)]);
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
