namespace October.Tasks.Redis;

/// <summary>Redis answered a command with an error; the message is Redis' own.</summary>
internal sealed class RedisErrorException(string message) : Exception(message);
