using October.Testing.Redis;
using Xunit.Sdk;

namespace October.Tasks.Redis;

public sealed class RedisServerTests
{
    [Fact]
    public async Task A_server_that_ends_at_once_fails_its_tests_with_its_own_words()
    {
        await using var server = new MisconfiguredServer();

        var failure = await Assert.ThrowsAsync<FailException>(server.StartAsync);

        Assert.Contains("ended at once with exit code 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Bad directive", failure.Message, StringComparison.Ordinal);
    }

    private sealed class MisconfiguredServer : RedisServer
    {
        protected override Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data) =>
            Task.FromResult<(string, IReadOnlyList<string>, string)>(("redis-server", ["-"], "no-such-directive yes\n"));
    }
}
