using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>The keys of a connection by their names.</summary>
internal static class KeyLayoutExtensions
{
    /// <summary>The key for a name.</summary>
    public static string Key(this RedisConnection redis, string name) => redis.Settings.Layout.Place(name);

    /// <summary>The channel for a name.</summary>
    public static RedisChannel Channel(this RedisConnection redis, string name) => RedisChannel.Literal(redis.Key(name));

    /// <summary>Reads what is kept of a task or a group.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public static Task<RedisValue> ReadResultAsync(this RedisConnection redis, string name) =>
        redis.UseAsync(db => db.Multiplexer.GetDatabase(redis.Settings.Layout.ResultDatabase ?? redis.Database).StringGetAsync(redis.Key(name)));

    /// <summary>Runs a script with the names of keys.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer, or not as it should.</exception>
    public static Task<RedisResult> RunAsync(this RedisConnection redis, Script script, RedisKey[] keys, RedisValue[] values)
    {
        var settings = redis.Settings;
        if (settings.Layout.IsPlain(settings.Database))
            return redis.UseAsync(db => script.RunAsync(db, keys, values));
        var names = Array.ConvertAll(keys, static key => (string)key!);
        RedisKey[] places = [.. ScriptLayout.Places(settings.Layout, names).Select(static place => (RedisKey)place)];
        RedisValue[] all = [.. values, .. names.Select(static name => (RedisValue)name), names.Length];
        return redis.UseAsync(db => ScriptLayout.Apply(script, settings).RunAsync(db, places, all));
    }
}
