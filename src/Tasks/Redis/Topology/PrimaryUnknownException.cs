namespace October.Tasks.Redis.Topology;

/// <summary>The Sentinels do not say where the primary is, or name what is none; the message says which.</summary>
internal sealed class PrimaryUnknownException(string message) : Exception(message);
