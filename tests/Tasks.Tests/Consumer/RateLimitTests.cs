using Microsoft.Extensions.Time.Testing;
using October.Tasks.Consumer.Running;
using October.Tasks.Handlers;

namespace October.Tasks.Consumer;

public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RateLimits _limits;

    public RateLimitTests()
    {
        _limits = new RateLimits(new TaskRegistry(), _time, new Random(1));
        _limits.Set("mail", RateLimit.Parse("10/m"));
    }

    [Theory]
    [InlineData("10/m", 6)]
    [InlineData("5/s", 0.2)]
    [InlineData("100/h", 36)]
    [InlineData("4", 0.25)]
    [InlineData("0.5/s", 2)]
    [InlineData("2/", 0.5)]
    public void A_limit_is_an_interval(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RateLimit.Parse(text)!.Interval);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/m")]
    [InlineData(null)]
    public void None_is_no_limit(string? text) => Assert.Null(RateLimit.Parse(text));

    [Theory]
    [InlineData("10/d")]
    [InlineData("ten/m")]
    [InlineData("-1/s")]
    [InlineData("/m")]
    [InlineData("NaN")]
    [InlineData("1/m/m")]
    public void Other_texts_are_refused(string text) => Assert.Throws<FormatException>(() => RateLimit.Parse(text));

    [Fact]
    public void Runs_start_an_interval_apart_and_none_makes_up_for_a_pause()
    {
        var starts = new List<int>();
        for (var second = 0; second < 20; second++)
        {
            if (second != 13 && _limits.Take("mail") is null)
                starts.Add(second);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([0, 6, 12, 18], starts);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(_limits.Take("mail"));
        Assert.NotNull(_limits.Take("mail"));
    }

    [Fact]
    public void Each_that_is_put_off_has_a_turn_of_its_own_within_half_a_minute()
    {
        Assert.Null(_limits.Take("mail"));
        var pauses = Enumerable.Range(0, 10).Select(_ => _limits.Take("mail")!.Value.TotalSeconds).ToList();

        Assert.Equal([6, 12, 18, 24, 30], pauses.Take(5));
        Assert.All(pauses.Skip(5), pause => Assert.InRange(pause, 15, 30));
    }

    [Fact]
    public void A_backlog_that_is_gone_keeps_nobody_waiting()
    {
        for (var i = 0; i < 1000; i++)
            _limits.Take("mail");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(_limits.Take("mail"));
        Assert.Equal(6, _limits.Take("mail")!.Value.TotalSeconds);
    }

    [Fact]
    public void Another_task_and_a_limit_that_is_taken_away_are_not_limited()
    {
        Assert.Null(_limits.Take("mail"));
        Assert.Null(_limits.Take("other"));
        _limits.Set("mail", null);
        Assert.Null(_limits.Take("mail"));
        Assert.Null(_limits.Of("mail"));
    }
}
