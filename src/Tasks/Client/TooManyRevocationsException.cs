using October.Tasks.Redis;

namespace October.Tasks.Client;

/// <summary>As many revocations are remembered as may be: this one is not, until another is forgotten.</summary>
public sealed class TooManyRevocationsException(string message) : QueueUnavailableException(message);
