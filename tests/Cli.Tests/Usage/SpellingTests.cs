namespace October.Cli.Usage;

public sealed class SpellingTests
{
    private static readonly string[] Words = ["up", "down", "status", "history", "rollback", "restore", "resume"];

    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("satus", "status")]
    [InlineData("rolback", "rollback")]
    [InlineData("pu", "up")]
    [InlineData("histroy", "history")]
    public void A_word_with_a_slip_is_found(string written, string meant) => Assert.Equal(meant, Spelling.Nearest(written, Words));

    [Theory]
    [InlineData("deploy")]
    [InlineData("x")]
    [InlineData("")]
    public void A_word_that_is_near_none_is_none_of_them(string written) => Assert.Null(Spelling.Nearest(written, Words));
}
