using October.Operator.Decide.Commands;

namespace October.Operator.Decide.Backups;

public sealed class BackupCommandTests
{
    private static readonly CommandTokens Requested = CommandTokens.None with { BackupNow = "7" };

    [Fact]
    public void A_command_waits_while_a_backup_runs_and_then_starts_its_own()
    {
        var waiting = Decide(exists: false, running: "shop-backup-29000000");
        Assert.Null(waiting.Start);
        Assert.Equal(CommandTokens.None, waiting.Handled);
        Assert.Equal("october.dev/backup-now=7 waits until backup Job shop-backup-29000000 has ended", waiting.Outcome?.Message);
        Assert.Equal("7", Decide(exists: false, running: null).Start);
    }

    [Fact]
    public void A_command_is_handled_once_its_own_Job_is_there()
    {
        var there = Decide(exists: true, running: "its own");
        Assert.Null(there.Start);
        Assert.Equal(Requested, there.Handled);
    }

    private static BackupCommand Decide(bool exists, string? running) =>
        BackupCommand.Decide(Requested, CommandTokens.None, hasBackups: true, isSuspended: false, exists, running, "r");
}
