namespace October.Tasks.Client;

/// <summary>The queue has reached its limit; nothing was sent. Try again when the workers have caught up.</summary>
public sealed class QueueFullException(string queue, int limit) : Exception($"queue \"{queue}\" is full ({limit} tasks wait, or are delayed)");
