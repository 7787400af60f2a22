namespace October.Operator.Gather.Sources;

public sealed class LogExcerptTests
{
    [Fact]
    public void The_newest_errors_are_quoted_not_the_oldest_lines()
    {
        var log = string.Concat(Enumerable.Range(0, 40).Select(i => $"info: request {i} took 3 ms, which is quite usual and says nothing\n"))
            + "Unhandled exception. System.InvalidOperationException: DATABASE_URL is not set\n   at Shop.Program.Main(String[] args)\n   at Error.Helper()\n"
            + "info: stopped\n";
        Assert.Equal("Unhandled exception. System.InvalidOperationException: DATABASE_URL is not set", LogExcerpt.Of(log));
    }

    [Theory]
    [InlineData("Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: no queue\n", "ValueError: no queue")]
    [InlineData("{\"level\":\"error\",\"msg\":\"no route\"}\n{\"level\":\"info\",\"msg\":\"bye\"}\n", "{\"level\":\"error\",\"msg\":\"no route\"}")]
    [InlineData("panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n", "panic: runtime error: index out of range")]
    [InlineData("warn: slow\nlisten tcp :80: bind: permission denied\n", "warn: slow | listen tcp :80: bind: permission denied")]
    public void Errors_are_found_in_the_logs_of_other_languages(string log, string excerpt) => Assert.Equal(excerpt, LogExcerpt.Of(log));

    [Fact]
    public void Without_errors_the_last_lines_are_quoted() => Assert.Equal("two | three", LogExcerpt.Of("one\ntwo\nthree\n"));

    [Fact]
    public void A_healthy_containers_information_is_no_error() => Assert.Null(LogExcerpt.Errors("info: started\ninfo: terror and failover are mere words\n"));

    [Fact]
    public void An_excerpt_is_bounded() =>
        Assert.InRange(LogExcerpt.Of($"error: {new string('x', 100_000)}\nerror: {new string('y', 100_000)}\n")!.Length, 1, 403);

    [Fact]
    public void An_empty_log_has_none() => Assert.Null(LogExcerpt.Of(""));
}
