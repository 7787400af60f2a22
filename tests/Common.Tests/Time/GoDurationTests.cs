using CsCheck;

namespace October.Common.Time;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1h30m", 5_400_000_000_000L)]
    [InlineData("-1.5s", -1_500_000_000L)]
    [InlineData("300ms", 300_000_000L)]
    [InlineData("1.5h", 5_400_000_000_000L)]
    [InlineData("7µs3ns", 7_003L)]
    [InlineData("2562047h", 9_223_369_200_000_000_000L)]
    public void A_span_is_read_in_nanoseconds(string text, long nanoseconds) => Assert.Equal(nanoseconds, GoDuration.ParseNanoseconds(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("h")]
    [InlineData("1d")]
    [InlineData("1 h")]
    [InlineData("1..5s")]
    [InlineData("2562048h")]
    [InlineData("79228162514264337593543950335h")]
    public void Anything_else_is_no_span(string text) => Assert.Null(GoDuration.ParseNanoseconds(text));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(10, "10s")]
    [InlineData(160, "2m40s")]
    [InlineData(3600, "1h0m0s")]
    [InlineData(-90.5, "-1m30.5s")]
    [InlineData(0.25, "250ms")]
    [InlineData(0.0000015, "1.5µs")]
    public void A_span_is_written_as_Go_does(double seconds, string text) => Assert.Equal(text, GoDuration.Format(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Long[-(long)1e15, (long)1e15].Sample(ticks => Assert.Equal(ticks * 100, GoDuration.ParseNanoseconds(GoDuration.Format(TimeSpan.FromTicks(ticks)))));
}
