using CsCheck;

namespace October.Tasks.Schedules;

/// <summary>The times of schedules, also where clocks are changed.</summary>
public sealed class TaskScheduleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    // Clocks go from 2 to 3 on March 29 and from 3 to 2 on October 25.
    [InlineData("30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z")]
    [InlineData("30 2 * * *", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z")]
    [InlineData("30 2 * * *", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("*/30 * * * *", "2026-10-25T00:30Z", "2026-10-25T01:00Z")]
    [InlineData("*/30 * * * *", "2026-03-29T00:30Z", "2026-03-29T01:00Z")]
    [InlineData("@daily", "2026-07-01T00:00Z", "2026-07-01T22:00Z")]
    public void Clocks_that_are_changed_lose_no_day_and_repeat_none(string cron, string after, string next) =>
        Assert.Equal(At(next), Cron(cron).Next(At(after)));

    [Fact]
    public void A_daily_time_comes_once_on_every_day_of_its_zone() =>
        Gen.Select(Gen.Int[0, 59], Gen.Int[0, 23], Gen.Int[0, 3000]).Sample(static (minute, hour, day) =>
        {
            var schedule = Cron($"{minute} {hour} * * *");
            var from = At("2020-01-01T12:00Z").AddDays(day);
            var first = schedule.Next(from)!.Value;
            var second = schedule.Next(first)!.Value;
            var days = (TimeZoneInfo.ConvertTime(second, Berlin).Date - TimeZoneInfo.ConvertTime(first, Berlin).Date).Days;
            return first > from && days == 1;
        });

    [Fact]
    public void An_interval_has_the_same_times_whoever_asks_and_whenever() =>
        Gen.Select(Gen.Int[1000, 100_000_000], Gen.Long[0, 2_000_000_000_000]).Sample(static (milliseconds, at) =>
        {
            var schedule = Every(TimeSpan.FromMilliseconds(milliseconds));
            var time = DateTimeOffset.FromUnixTimeMilliseconds(at);
            var next = schedule.Next(time)!.Value;
            return next > time && next - time <= schedule.Every && next.ToUnixTimeMilliseconds() % milliseconds == 0;
        });

    [Theory]
    [InlineData(MissedPolicy.Once, 30, "sent 09:59 to 10:00")]
    [InlineData(MissedPolicy.Skip, 30, "sent 09:59 to 10:00")]
    [InlineData(MissedPolicy.Once, 3600, "sent 10:00 to 10:00")]
    [InlineData(MissedPolicy.Skip, 3600, "sent 10:00 to 10:00")]
    public void What_is_due_now_is_sent_and_what_was_missed_before_it_is_not(MissedPolicy missed, int seconds, string expected)
    {
        var schedule = Every(TimeSpan.FromSeconds(seconds)) with { Missed = missed };

        var due = DueTimes.Of(schedule, At("2026-01-01T05:00Z"), At("2026-01-01T10:00Z"));

        var sent = due.Where(static one => one.IsSent).Select(static one => one.Time).ToArray();
        Assert.Equal(expected, $"sent {sent[0]:HH:mm} to {sent[^1]:HH:mm}");
        Assert.Equal(due.Count - 1, sent.Length);
    }

    [Theory]
    [InlineData(MissedPolicy.Once, true)]
    [InlineData(MissedPolicy.Skip, false)]
    public void Of_what_was_missed_the_last_is_sent_or_none(MissedPolicy missed, bool isSent)
    {
        var schedule = Cron("0 3 * * *") with { Missed = missed };

        var due = Assert.Single(DueTimes.Of(schedule, At("2025-06-01T00:00Z"), At("2026-01-01T10:00Z")));

        Assert.Equal((At("2026-01-01T02:00Z"), isSent), due);
    }

    [Fact]
    public void However_long_nobody_looked_what_is_due_is_found_at_once_and_then_nothing_is() =>
        Gen.Select(Gen.Int[1, 4000], Gen.Int[0, 100_000_000], Gen.Bool).Sample(static (seconds, away, isOnce) =>
        {
            var schedule = Every(TimeSpan.FromSeconds(seconds)) with { Missed = isOnce ? MissedPolicy.Once : MissedPolicy.Skip };
            var last = At("2020-01-01T00:00Z").AddSeconds(0.5);
            var now = last.AddSeconds(away);
            var due = DueTimes.Of(schedule, last, now);
            var all = due.Select(static one => one.Time).ToArray();
            return due.Count == 0
                ? schedule.Next(last) > now
                : all[0] > last && all.SequenceEqual(all.Order()) && schedule.Next(all[^1]) > now && DueTimes.Of(schedule, all[^1], now).Count == 0;
        });

    [Fact]
    public void Beyond_the_calendar_there_is_no_time()
    {
        Assert.Null(Every(TimeSpan.FromSeconds(7)).Next(DateTimeOffset.MaxValue));
        Assert.Null(Every(TimeSpan.MaxValue).Next(At("2026-01-01T00:00Z")));
        Assert.Null(Cron("* * * * *").Next(DateTimeOffset.MaxValue));
        Assert.Empty(DueTimes.Of(Every(TimeSpan.FromSeconds(7)), DateTimeOffset.MaxValue, At("2026-01-01T00:00Z")));
    }

    private static TaskSchedule Cron(string cron) => new() { Name = "s", Task = "t", Cron = cron, TimeZone = Berlin };

    private static TaskSchedule Every(TimeSpan every) => new() { Name = "s", Task = "t", Every = every };

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
