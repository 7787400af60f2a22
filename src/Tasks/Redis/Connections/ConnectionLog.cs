using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace October.Tasks.Redis.Connections;

/// <summary>What the log says of the connection.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "no task can be sent: {Reason}")]
    public static partial void Refusal(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "connected to {Redis}")]
    public static partial void Connected(ILogger log, RedisSettings redis);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot tell whether {Redis} is still the right one ({Reason}); looking again")]
    public static partial void NotSeen(ILogger log, RedisSettings redis, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "no connection to {Redis} yet ({Reason}); trying again")]
    public static partial void Waiting(ILogger log, RedisSettings redis, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "lost a connection to {Redis}: {Failure}")]
    public static partial void Lost(ILogger log, RedisSettings redis, ConnectionFailureType failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "no use in the connection to {Redis}; replacing it")]
    public static partial void Replaced(ILogger log, RedisSettings redis);

    [LoggerMessage(Level = LogLevel.Information, Message = "connection to {Redis} is back")]
    public static partial void Restored(ILogger log, RedisSettings redis);
}
