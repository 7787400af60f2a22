using CsCheck;

namespace October.Crd.Spec;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1h30m", 5400)]
    [InlineData("0s", 0)]
    public void A_duration_reads_as_in_go(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 s")]
    [InlineData("5s\n")]
    [InlineData("-5s")]
    [InlineData("99999999h")]
    public void Anything_else_is_refused_with_a_sentence(string text) =>
        Assert.Contains("'" + text + "'", Assert.Throws<FormatException>(() => Durations.Parse(text)).Message);

    [Fact]
    public void The_parts_add_up() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 5000], Gen.Int[0, 9999]).Sample((hours, minutes, seconds) =>
            Durations.Parse($"{hours}h{minutes}m{seconds}s") == new TimeSpan(hours, minutes, seconds));
}
