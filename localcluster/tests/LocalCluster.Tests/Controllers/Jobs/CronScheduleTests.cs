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

    [Fact]
    public void Nonsense_is_refused() => Assert.Throws<FormatException>(() => Schedule("every now and then"));

    private static CronSchedule Schedule(string schedule, string? zone = null) => CronSchedule.Of(new JsonObject
    {
        ["spec"] = new JsonObject { ["schedule"] = schedule, ["timeZone"] = zone },
    });
}
