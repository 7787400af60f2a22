using Microsoft.Extensions.Time.Testing;
using October.Operator.Desired.Redis;
using October.Operator.Execute.Redis;

namespace October.Operator.Execute;

/// <summary>What a redis does that is slow, mute or changes its mind must not be waited for by a reconcile.</summary>
public sealed class BackgroundRedisUsersTests : IRedisUsers
{
    private static readonly RedisEndpoint Redis = new("redis", 6379, [("october", "p")]);
    private readonly FakeTimeProvider _time = new();
    private readonly List<(string Password, TaskCompletionSource End)> _asked = [];
    private readonly BackgroundRedisUsers _users;

    public BackgroundRedisUsersTests() => _users = new BackgroundRedisUsers(this, _time);

    Task IRedisUsers.SetAsync(RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_asked)
            _asked.Add((accounts[0].Passwords[0], end));
        return end.Task;
    }

    private int Asked
    {
        get
        {
            lock (_asked)
                return _asked.Count;
        }
    }

    [Fact]
    public async Task A_change_that_takes_long_goes_on_and_its_outcome_is_for_who_asks_again()
    {
        await NotAnsweredAsync("a", asked: 1);
        await NotAnsweredAsync("a", asked: 1);
        _asked[0].End.SetResult();
        await EndedAsync("a");
        Assert.Equal(1, Asked);
    }

    [Fact]
    public async Task A_change_that_failed_says_so_once_and_is_made_again()
    {
        await NotAnsweredAsync("a", asked: 1);
        _asked[0].End.SetException(new IOException("refused"));
        Assert.Equal("refused", (await Assert.ThrowsAsync<IOException>(() => EndedAsync("a"))).Message);
        await NotAnsweredAsync("a", asked: 2);
    }

    [Fact]
    public async Task A_newer_change_waits_for_the_older_one_to_end()
    {
        await NotAnsweredAsync("a", asked: 1);
        await NotAnsweredAsync("b", asked: 1);
        _asked[0].End.SetResult();
        var newer = SetAsync("b");
        while (Asked < 2)
            await Task.Yield();
        _asked[1].End.SetResult();
        await newer;
        Assert.Equal(["a", "b"], _asked.Select(change => change.Password));
    }

    private Task SetAsync(string password) =>
        _users.SetAsync(Redis, [new RedisAccount("app", "+@all", [password])], null, TestContext.Current.CancellationToken);

    /// <summary>Time does not pass, so that the end is waited for.</summary>
    private Task EndedAsync(string password) => SetAsync(password);

    private async Task NotAnsweredAsync(string password, int asked)
    {
        var set = SetAsync(password);
        while (Asked < asked)
            await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.EndsWith("has not answered yet, and is asked again", (await Assert.ThrowsAsync<IOException>(() => set)).Message, StringComparison.Ordinal);
        Assert.Equal(asked, Asked);
    }
}
