using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Apps;

namespace October.Cli.Commands;

/// <summary><c>october retry | abort | promote | rotate-password | backup | restore | rollback | suspend | resume</c>.</summary>
internal static class AppCommands
{
    public static IEnumerable<Command> Create() =>
    [
        Simple(OneShotCommand.Retry, "Retries what failed. Example: october retry shop"),
        Simple(OneShotCommand.Abort, "Cancels the attempt in progress and rolls back to the last good revision. Example: october abort shop"),
        Simple(OneShotCommand.Promote, "Promotes the spec's revision without its remaining smoke probes. Example: october promote shop"),
        Simple(
            OneShotCommand.RotatePassword,
            "Rotates redis' password. Both passwords are accepted until every pod uses the new one, so no task fails. Example: october rotate-password shop",
            "rolling out the new password to the pods…",
            TimeSpan.FromMinutes(15)),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        Rollback(),
        Suspension("suspend", "Suspends reconciliation; running pods are not changed. Example: october suspend shop", suspend: true),
        Suspension("resume", "Resumes reconciliation. Example: october resume shop", suspend: false),
    ];

    private static Command Simple(OneShotCommand oneShot, string help, string? progress = null, TimeSpan? timeout = null)
    {
        var options = new AppOptions();
        var command = new Command(oneShot.Name, help);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            await AnnotationCommand.RunAsync(
                session, oneShot, AnnotationCommand.Token(TimeProvider.System.GetUtcNow()), cancellationToken, progress, timeout);
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
            var token = await RollbackToken.CreateAsync(session, parsed.GetValue(to), TimeProvider.System.GetUtcNow(), cancellationToken);
            await AnnotationCommand.RunAsync(session, OneShotCommand.Rollback, token, cancellationToken);
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
