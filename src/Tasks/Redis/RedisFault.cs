using October.Tasks.Redis.Topology;
using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>What the failures of requests to Redis mean. Pure.</summary>
internal static class RedisFault
{
    /// <summary>What went wrong, in words for whoever wanted to send a task; none of a secret.</summary>
    public static string Explain(Exception exception, RedisSettings settings) => exception switch
    {
        RedisServerException { Message: var m } when m.StartsWith("OOM", StringComparison.Ordinal) => "Redis is out of memory",
        RedisServerException { Message: var m } when m.StartsWith("LOADING", StringComparison.Ordinal) => "Redis is loading its data",
        RedisServerException { Message: var m } when m.StartsWith("READONLY", StringComparison.Ordinal) => "Redis is a read-only replica",
        RedisServerException { Message: var m } when m.StartsWith("NOREPLICAS", StringComparison.Ordinal) =>
            "Redis takes no writes, because fewer replicas follow it than its min-replicas-to-write says",
        RedisServerException { Message: var m } when m.StartsWith("MISCONF", StringComparison.Ordinal) => "Redis cannot write to its disk",
        RedisServerException { Message: var m } when m.StartsWith("NOAUTH", StringComparison.Ordinal) => "Redis wants a password",
        _ when ClusterFault.IsRedirect(exception) => $"the keys of {settings.Layout.Tag} are being moved to another node of the Redis Cluster",
        RedisServerException { Message: var m } when ClusterFault.IsDown(m) => $"the Redis Cluster is down: {m}",
        RedisServerException { Message: var m } when KeyFault.Is(m) => KeyFault.Explain(m),
        RedisServerException server => $"Redis refused the request: {server.Message}",
        RedisCommandException command => $"Redis cannot be used as it is set: {command.Message}",
        RedisTimeoutException or TimeoutException => "Redis did not answer in time",
        _ => $"no connection to {settings.Place}",
    };

    /// <summary>How the errors begin in which Redis says what state it is in: whatever it is asked, it refuses.</summary>
    private static readonly string[] States =
    [
        "OOM", "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "NOREPLICAS", "MISCONF", "BUSY", "TRYAGAIN", "MOVED", "ASK", "NOAUTH", "WRONGPASS",
        "UNKILLABLE", "NOSCRIPT", "ERR max", "ERR invalid DB index", "ERR DB index",
    ];

    /// <summary>Whether the request is refused for what it is, and not for the state of Redis or of the connection, or for the rights of the user.</summary>
    public static bool IsRequestFault(Exception exception) => exception switch
    {
        RedisServerException { Message: var m } => !KeyFault.IsPermission(m) && !ClusterFault.IsDown(m) && !Array.Exists(States, state => Says(m, state)),
        RedisCommandException { Message: var m } => m.Contains("too many arguments", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Older servers put other words in front of an error that a script passes on.</summary>
    private static bool Says(string error, string code) =>
        error.StartsWith(code, StringComparison.Ordinal) || error.Contains($": {code} ", StringComparison.Ordinal)
        || error.Contains($": -{code} ", StringComparison.Ordinal);

    /// <summary>
    /// After a failover the old primary still answers, but takes no writes: only a new connection finds the new one behind the same name.
    /// The library says it in the server's words, or, once it has noticed, that no connection fits.
    /// </summary>
    /// <param name="exception">What came of a request.</param>
    /// <param name="isConnected">Whether the connection itself stands.</param>
    public static bool IsDemotion(Exception exception, bool isConnected) =>
        exception is RedisServerException { Message: var message } && message.StartsWith("READONLY", StringComparison.Ordinal)
        || (exception is RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection } && isConnected);
}
