using October.Crd;

namespace October.Cli.Commands;

/// <summary>A command that the operator carries out once: an annotation, and where status echoes its token when it has been handled.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Annotation">The annotation.</param>
/// <param name="Handled">The token that was handled last.</param>
internal sealed record OneShotCommand(string Name, string Annotation, Func<V1OctoberApp, string?> Handled)
{
    public static OneShotCommand Retry { get; } = new("retry", OctoberApi.RetryAnnotation, app => app.Status?.LastHandledRetry);

    public static OneShotCommand Abort { get; } = new("abort", OctoberApi.AbortAnnotation, app => app.Status?.LastHandledAbort);

    public static OneShotCommand Promote { get; } = new("promote", OctoberApi.PromoteAnnotation, app => app.Status?.LastHandledPromote);

    public static OneShotCommand Rollback { get; } = new("rollback", OctoberApi.RollbackToAnnotation, app => app.Status?.LastHandledRollbackTo);

    public static OneShotCommand RotatePassword { get; } =
        new("rotate-password", OctoberApi.RotatePasswordAnnotation, app => app.Status?.LastHandledRotatePassword);

    public static OneShotCommand BackupNow { get; } = new("backup", OctoberApi.BackupNowAnnotation, app => app.Status?.LastHandledBackupNow);
}
