using StackExchange.Redis;

namespace October.Tasks.Redis.Connections;

/// <summary>Whether Redis has the database that is set.</summary>
internal static class DatabaseCheck
{
    /// <summary>
    /// Why there is no such database; null when there is. The library knows the number of databases from <c>CONFIG GET</c>; a user without the right to that
    /// would be served from another one.
    /// </summary>
    public static async Task<string?> ProblemAsync(ConnectionMultiplexer multiplexer, int database)
    {
        try
        {
            if (database != 0)
                await multiplexer.GetDatabase(database).ExecuteAsync("SELECT", database);
            return null;
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException)
        {
            return $"Redis cannot be used as it is set: database {database}: {exception.Message}";
        }
    }
}
