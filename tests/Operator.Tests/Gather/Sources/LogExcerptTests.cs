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
    [InlineData(
        "panic: no queue\n\ngoroutine 1 [running]:\nmain.handleError(0x1)\n\t/app/main.go:9 +0x1d\nmain.toError()\n\t/app/main.go:5 +0x18\nexit status 2\n",
        "panic: no queue")]
    [InlineData(
        "E0101 12:00:00.000000       1 main.go:5] no queue\nI0101 12:00:00.000000       1 main.go:9] bye\n",
        "E0101 12:00:00.000000       1 main.go:5] no queue")]
    [InlineData("FATA[0000] no queue\nINFO[0001] bye\n", "FATA[0000] no queue")]
    [InlineData("\e[90m12:00PM\e[0m \e[1m\e[31mFTL\e[0m\e[0m no queue\n", "12:00PM FTL no queue")]
    [InlineData("{\"level\":50,\"msg\":\"no queue\"}\n{\"level\":30,\"msg\":\"bye\"}\n", "{\"level\":50,\"msg\":\"no queue\"}")]
    [InlineData(
        "/app/index.js:5\n    throw new Error('no queue')\n    ^\n\nError: no queue\n    at main (/app/index.js:5:7)\n\nNode.js v22.1.0\n", "Error: no queue")]
    [InlineData(
        "Exception in thread \"main\" java.lang.IllegalStateException: not started\n\tat shop.Main.main(Main.java:5)\n"
            + "Caused by: java.net.ConnectException: no queue\n\tat shop.Errors.fail(Errors.java:7)\n\t... 2 more\n",
        "Exception in thread \"main\" java.lang.IllegalStateException: not started | Caused by: java.net.ConnectException: no queue")]
    [InlineData(
        "thread 'main' panicked at src/main.rs:4:5:\nno queue\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n",
        "thread 'main' panicked at src/main.rs:4:5: no queue")]
    [InlineData(
        "PHP Fatal error:  Uncaught Exception: no queue in /app/a.php:3\nStack trace:\n"
            + "#0 /app/error.php(3): main()\n#1 {main}\n  thrown in /app/a.php on line 3\n",
        "PHP Fatal error:  Uncaught Exception: no queue in /app/a.php:3")]
    [InlineData("warn: slow\nlisten tcp :80: bind: permission denied\n", "warn: slow | listen tcp :80: bind: permission denied")]
    public void Errors_are_found_in_the_logs_of_other_languages(string log, string excerpt) => Assert.Equal(excerpt, LogExcerpt.Of(log));

    /// <summary>Its frames alone may be more lines than are read.</summary>
    [Theory]
    [InlineData(
        "ERROR:    Exception in ASGI application\nTraceback (most recent call last):\n"
            + "  File \"a.py\", line 1, in f\n    g()\nshop.QueueMissing: jobs\n")]
    [InlineData(
        "  File \"a.py\", line 1, in f\n    g()\nKeyError: 'x'\n\nThe above exception was the direct cause of the following exception:\n\n"
            + "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nshop.QueueMissing: jobs\n")]
    public void The_last_line_of_a_Python_traceback_is_its_message_whatever_its_words(string log) =>
        Assert.EndsWith(" | shop.QueueMissing: jobs", LogExcerpt.Errors(log), StringComparison.Ordinal);

    /// <summary>The default format of .NET's console.</summary>
    [Theory]
    [InlineData("fail: Shop.Mailer[0]\n      no queue\n", "fail: Shop.Mailer[0] no queue")]
    [InlineData("12:00:00 crit: Shop.Mailer[7]\n      => Request:1 => Mail\n      no queue\n      second line\n", "12:00:00 crit: Shop.Mailer[7] no queue")]
    [InlineData(
        "warn: Shop.Mailer[0]\n      The mail was not sent\n      \n      System.InvalidOperationException: no queue\n"
            + "       ---> System.Net.Sockets.SocketException (111): Connection refused\n         at System.Net.Sockets.Socket.Connect()\n"
            + "         --- End of inner exception stack trace ---\n         at Shop.Mailer.Send()\ninfo: Shop.Mailer[0]\n      error is a mere word\n",
        "warn: Shop.Mailer[0] The mail was not sent System.InvalidOperationException: no queue "
            + "---> System.Net.Sockets.SocketException (111): Connection refused")]
    [InlineData("fail: Shop.Mailer[0]\n", "fail: Shop.Mailer[0]")]
    [InlineData("fail: Shop.Mailer[0] no queue\n", "fail: Shop.Mailer[0] no queue")]
    [InlineData("<3>Shop.Mailer[0] no queue\n<6>Shop.Mailer[0] bye\n", "<3>Shop.Mailer[0] no queue")]
    [InlineData(
        "[12:00:00 ERR] The mail was not sent\nSystem.InvalidOperationException: no queue\n   at Shop.Mailer.Send()\n[12:00:01 INF] bye\n",
        "[12:00:00 ERR] The mail was not sent | System.InvalidOperationException: no queue")]
    [InlineData("[12:00:00 FTL] no queue\n[12:00:00 INF] bye\n", "[12:00:00 FTL] no queue")]
    [InlineData(
        "Unhandled exception. System.TypeInitializationException: threw\n ---> System.InvalidOperationException: no queue\n   at Shop.Main()\n",
        "Unhandled exception. System.TypeInitializationException: threw ---> System.InvalidOperationException: no queue")]
    public void The_message_of_a_NET_log_belongs_to_its_entry(string log, string excerpt) => Assert.Equal(excerpt, LogExcerpt.Errors(log));

    [Fact]
    public void Information_of_NET_is_quoted_with_its_message_where_there_is_nothing_else() =>
        Assert.Equal("info: Shop.Mailer[0] failed over", LogExcerpt.Of("info: Shop.Mailer[0]\n      failed over\n"));

    [Fact]
    public void Without_errors_the_last_lines_are_quoted() => Assert.Equal("two | three", LogExcerpt.Of("one\ntwo\nthree\n"));

    [Fact]
    public void A_healthy_containers_information_is_no_error() => Assert.Null(LogExcerpt.Errors("info: started\ninfo: terror and failover are mere words\n"));

    [Fact]
    public void An_excerpt_is_bounded() =>
        Assert.InRange(LogExcerpt.Of($"error: {new string('x', 100_000)}\nerror: {new string('y', 100_000)}\n")!.Length, 1, 603);

    [Fact]
    public void An_empty_log_has_none() => Assert.Null(LogExcerpt.Of(""));
}
