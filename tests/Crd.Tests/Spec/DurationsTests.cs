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

    /// <summary>A definition from before durations had a length lets it through, and what reads it must not need memory for each of its parts.</summary>
    [Fact]
    public void A_text_that_is_too_long_is_not_looked_at()
    {
        var text = string.Concat(Enumerable.Repeat("0s", 700_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<FormatException>(() => Durations.Parse(text)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal("a duration has 16 characters at most, for example 1h30m, and this one has 1400000", message);
    }

    [Fact]
    public void The_parts_add_up() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 5000], Gen.Int[0, 9999]).Sample((hours, minutes, seconds) =>
            Durations.Parse($"{hours}h{minutes}m{seconds}s") == new TimeSpan(hours, minutes, seconds));
}
