using System.Text.Json.Nodes;

namespace October.LocalCluster.Controllers.Jobs;

public sealed class CronScheduleTests
{
    [Fact]
    public void Of_several_missed_times_the_last_is_due() => Assert.Equal(
        Objects.Now, Schedule("*/10 * * * *").LastDue(Objects.Now.AddHours(-2), Objects.Now));

    [Fact]
    public void Thousands_of_missed_times_are_not_a_problem() => Assert.Equal(
        Objects.Now, Schedule("* * * * *").LastDue(Objects.Now.AddYears(-1), Objects.Now));

    [Fact]
    public void Nothing_is_due_between_two_times() => Assert.Null(Schedule("0 * * * *").LastDue(Objects.Now, Objects.Now.AddMinutes(59)));

    [Fact]
    public void A_time_zone_moves_the_schedule() => Assert.Equal(
        Objects.Now, Schedule("0 13 * * *", "Europe/Zurich").LastDue(Objects.Now.AddHours(-12), Objects.Now));

    /// <summary>By robfig/cron, which Kubernetes uses.</summary>
    [Theory]
    [InlineData("0 3 13 * 5", "2026-03-06T03:00Z", "2026-03-13T03:00Z", "2026-03-20T03:00Z", "2026-03-27T03:00Z", "2026-04-03T03:00Z", "2026-04-10T03:00Z",
        "2026-04-13T03:00Z")]
    [InlineData("0 3 13 * *", "2026-03-13T03:00Z", "2026-04-13T03:00Z")]
    [InlineData("0 3 ? * 5", "2026-03-06T03:00Z", "2026-03-13T03:00Z")]
    [InlineData("0 3 */31 * 5", "2026-03-01T03:00Z", "2026-03-06T03:00Z")]
    [InlineData("0 3 13 * 0-6/1", "2026-03-01T03:00Z", "2026-03-02T03:00Z")]
    public void A_day_of_the_month_and_one_of_the_week_are_each_enough(string schedule, params string[] times)
    {
        var from = new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero);
        var found = new List<DateTimeOffset>();
        while (found.Count < times.Length)
            found.Add(Schedule(schedule).Next(found.Count == 0 ? from : found[^1])!.Value);

        Assert.Equal(times.Select(static time => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), found);
    }

    [Fact]
    public void Nonsense_is_refused() => Assert.Throws<FormatException>(() => Schedule("every now and then"));

    private static CronSchedule Schedule(string schedule, string? zone = null) => CronSchedule.Of(new JsonObject
    {
        ["spec"] = new JsonObject { ["schedule"] = schedule, ["timeZone"] = zone },
    });
}
