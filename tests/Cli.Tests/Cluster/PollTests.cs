using System.Net;

namespace October.Cli.Cluster;

public sealed class PollTests
{
    [Fact]
    public async Task What_passes_is_waited_for_and_said_once()
    {
        using var errors = new StringWriter { NewLine = "\n" };
        var answers = new Queue<Func<Task<string?>>>([
            () => throw new ApiException("not now", HttpStatusCode.ServiceUnavailable),
            () => throw new ApiException("slowly", HttpStatusCode.TooManyRequests),
            () => Task.FromResult<string?>(null),
            () => throw new ApiException("no answer", null),
            () => throw new HttpRequestException("refused"),
            () => Task.FromResult<string?>("done"),
        ]);
        var poll = new Poll(TimeSpan.Zero, null, TimeProvider.System, errors);
        Assert.Equal("done", await poll.UntilAsync(() => answers.Dequeue()(), () => "late", TestContext.Current.CancellationToken));
        Assert.Equal("october: a request failed, asking again: not now\n", $"{errors}");
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task What_stays_as_it_is_ends_the_wait(HttpStatusCode status)
    {
        var poll = new Poll(TimeSpan.Zero, null, TimeProvider.System, TextWriter.Null);
        await Assert.ThrowsAsync<ApiException>(
            () => poll.UntilAsync<string>(() => throw new ApiException("no", status), () => "late", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task At_the_limit_it_is_said_what_the_last_question_met()
    {
        var poll = new Poll(TimeSpan.Zero, TimeSpan.FromTicks(1), TimeProvider.System, TextWriter.Null);
        var error = await Assert.ThrowsAsync<CliException>(() => poll.UntilAsync<string>(
            () => throw new ApiException("not now", HttpStatusCode.BadGateway, new TimeoutException()), () => "late", TestContext.Current.CancellationToken));
        Assert.Equal("late (the last request failed: not now)", error.Message);
    }
}
