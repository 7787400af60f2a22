using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Crd;

namespace October.Cli.Orders;

/// <summary><c>october retry | abort | promote | rotate-password | backup | restore | rollback | suspend | resume</c>.</summary>
internal static class OrderCommands
{
    public static IEnumerable<Command> Create() =>
    [
        Simple("retry", "Tries what failed again. Example: october retry shop", OctoberApi.RetryAnnotation, app => app.Status?.LastHandledRetry),
        Simple("abort", "Gives up the attempt under way and puts the last good revision back. Example: october abort shop", OctoberApi.AbortAnnotation, app => app.Status?.LastHandledAbort),
        Simple("promote", "Lets the spec's revision go live without the probes still to come. Example: october promote shop", OctoberApi.PromoteAnnotation, app => app.Status?.LastHandledPromote),
        Simple("rotate-password", "Gives redis a new password, without a failed task: the old one stays good until every pod has moved. Example: october rotate-password shop",
            OctoberApi.RotatePasswordAnnotation, app => app.Status?.LastHandledRotatePassword, "pods are moving to the new password…", TimeSpan.FromMinutes(15)),
        Simple("backup", "Makes a backup of redis now, where spec.backup says how. Example: october backup shop", OctoberApi.BackupNowAnnotation, app => app.Status?.LastHandledBackupNow),
        RestoreCommand.Create(),
        Rollback(),
        Suspension("suspend", "Stops all reconciling; what runs goes on running. Example: october suspend shop", suspend: true),
        Suspension("resume", "Goes on after suspend. Example: october resume shop", suspend: false),
    ];

    private static Command Simple(string name, string help, string annotation, Func<V1OctoberApp, string?> handled, string? meanwhile = null, TimeSpan? patience = null)
    {
        var options = new AppOptions();
        var command = new Command(name, help);
        options.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            using var session = await options.OpenAsync(parsed, token);
            await Order.GiveAsync(session, annotation, Order.Token(TimeProvider.System.GetUtcNow()), handled, token, meanwhile, patience);
            return 0;
        });
        return command;
    }

    private static Command Rollback()
    {
        var options = new AppOptions();
        var to = new Option<string?>("--to") { Description = "A revision by name, hash or number. Default: the newest that succeeded before the one that the spec asks for." };
        var command = new Command("rollback", """
            Puts an older revision back, until the spec changes. The spec itself is left alone.

            Examples:
              october rollback shop
              october rollback shop --to 3
            """)
        {
            to,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            using var session = await options.OpenAsync(parsed, token);
            var revisions = await session.RevisionsAsync(token);
            var app = await session.ReadAsync(token);
            var target = parsed.GetValue(to) is { } wanted
                ? RevisionNames.Find(revisions, wanted).Metadata.Name
                : Previous.Of(app, [.. revisions.Select(revision => revision.Metadata.Name)]);
            await Order.GiveAsync(
                session, OctoberApi.RollbackToAnnotation, $"{target}/{Order.Token(TimeProvider.System.GetUtcNow())}", handled => handled.Status?.LastHandledRollbackTo, token);
            return 0;
        });
        return command;
    }

    private static Command Suspension(string name, string help, bool suspend)
    {
        var options = new AppOptions();
        var command = new Command(name, help);
        options.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            using var session = await options.OpenAsync(parsed, token);
            await session.PatchAsync(new JsonObject { ["spec"] = new JsonObject { ["suspend"] = suspend ? true : null } }, token);
            Console.WriteLine($"{session.Namespace}/{session.Name}: spec.suspend is {(suspend ? "true" : "not set")}; where Git owns the spec, change it there too");
            return 0;
        });
        return command;
    }
}
