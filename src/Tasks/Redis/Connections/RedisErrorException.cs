namespace October.Tasks.Redis.Connections;

/// <summary>Redis answered a command with an error; the message is Redis' own.</summary>
internal sealed class RedisErrorException(string message) : Exception(message);
