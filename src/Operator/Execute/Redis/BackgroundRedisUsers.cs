using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using October.Operator.Desired.Redis;

namespace October.Operator.Execute.Redis;

/// <summary>
/// Lets no reconcile wait for a slow redis, whose image is its app's: the change goes on in the background, and whoever asks for it again gets its outcome. One
/// change of a redis at a time, so that an older one never overtakes a newer one.
/// </summary>
/// <param name="inner">Makes the change.</param>
/// <param name="time">For the wait.</param>
internal sealed class BackgroundRedisUsers(IRedisUsers inner, TimeProvider time) : IRedisUsers
{
    /// <summary>What a redis that is well needs many times over.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);

    /// <summary>An outcome that nobody has asked for by then says nothing of the redis of now.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Host, int Port), Entry> _changes = new();

    /// <inheritdoc/>
    public async Task SetAsync(RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended, CancellationToken cancellationToken)
    {
        var (key, identity, now) = ((redis.Host, redis.Port), Identity(redis, accounts, ended), time.GetTimestamp());
        foreach (var (old, entry) in _changes)
        {
            if (entry.Change.IsCompleted && time.GetElapsedTime(entry.Began, now) > Kept)
                _changes.TryRemove(KeyValuePair.Create(old, entry));
        }

        // Called by the app's one reconcile only.
        if (_changes.TryGetValue(key, out var known) && known.Identity != identity)
        {
            await EndAsync(redis, known.Change, cancellationToken);
            _changes.TryRemove(key, out _);
        }

        var change = _changes.GetOrAdd(
            key,
            _ => new Entry(identity, now, Task.Run(() => inner.SetAsync(redis, accounts, ended, CancellationToken.None), CancellationToken.None))).Change;
        await EndAsync(redis, change, cancellationToken);
        _changes.TryRemove(key, out _);
        await change;
    }

    private async Task EndAsync(RedisEndpoint redis, Task change, CancellationToken cancellationToken)
    {
        await Task.WhenAny(change, Task.Delay(Wait, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (!change.IsCompleted)
            throw new IOException($"{redis} has not answered yet, and is asked again");
    }

    private static string Identity(RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended)
    {
        var text = new StringBuilder(ended).Append('\n').Append(redis.Tls);
        foreach (var (user, password) in redis.Logins)
            text.Append('\n').Append(user).Append(' ').Append(password);
        foreach (var account in accounts)
            text.Append('\n').Append(account.Name).Append(' ').Append(account.Rights).Append(' ').AppendJoin(' ', account.Passwords);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private sealed record Entry(string Identity, long Began, Task Change);
}
