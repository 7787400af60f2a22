namespace October.Operator.Desired.Redis;

public sealed class BackupScheduleTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("17 3 * * *", null, "2026-01-01T03:17:00Z")]
    [InlineData("17 3 * * *", "Europe/Berlin", "2026-01-01T02:17:00Z")]
    [InlineData("*/15 * * * *", "Etc/UTC", "2026-01-01T00:15:00Z")]
    [InlineData("0 3 13 * 5", null, "2026-01-02T03:00:00Z")]
    public void The_next_time_is_the_clusters(string schedule, string? zone, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), BackupSchedule.Next(schedule, zone, From));

    [Theory]
    [InlineData("@every 1h", null)]
    [InlineData("17 3 * * *", "Moon/Crater")]
    public void What_only_the_cluster_can_read_is_not_guessed(string schedule, string? zone)
    {
        Assert.Null(BackupSchedule.Next(schedule, zone, From));
        Assert.Null(BackupSchedule.LongestPause(schedule, zone, From));
    }

    [Theory]
    [InlineData("17 3 * * *", null, 24)]
    [InlineData("17 3 * * *", "Europe/Berlin", 25)]
    [InlineData("0 0 * * 1-5", null, 72)]
    [InlineData("0 3 13 * 5", null, 168)]
    public void The_longest_pause_counts_weekends_and_the_end_of_summer(string schedule, string? zone, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), BackupSchedule.LongestPause(schedule, zone, From));
}
