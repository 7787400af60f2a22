using October.Operator.Decide.Backups;

namespace October.Operator.Gather.Jobs;

public sealed class BackupLogTests
{
    [Fact]
    public void The_report_is_found_among_other_lines() => Assert.Equal(
        new BackupReport("dump-20260101T031700Z.rdb", 8123456789, 7, 1),
        BackupLog.Read("[offset 0] Checking RDB file\noctober-backup name=dump-20260101T031700Z.rdb bytes=8123456789 kept=7 pruned=1\nbye"));

    [Theory]
    [InlineData("")]
    [InlineData("RDB looks OK!")]
    [InlineData("october-backup name=../etc/passwd bytes=1 kept=1 pruned=0")]
    [InlineData("october-backup name=dump-1.rdb bytes=99999999999999999999999 kept=1 pruned=0")]
    public void What_is_no_report_is_none(string log) => Assert.Null(BackupLog.Read(log));
}
