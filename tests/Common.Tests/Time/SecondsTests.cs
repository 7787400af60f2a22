namespace October.Common.Time;

public sealed class SecondsTests
{
    [Fact]
    public void What_is_finer_than_a_second_is_dropped_and_the_zone_is_UTC()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));
        var expected = new DateTimeOffset(2026, 1, 2, 1, 4, 5, TimeSpan.Zero);
        Assert.True(expected.EqualsExact(time.TruncateToSecond()));
        Assert.Equal((expected.UtcDateTime, DateTimeKind.Utc), (time.UtcDateTime.TruncateToSecond(), time.UtcDateTime.TruncateToSecond().Kind));
    }
}
