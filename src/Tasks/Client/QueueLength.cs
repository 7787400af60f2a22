namespace October.Tasks.Client;

/// <summary>How many tasks wait in a queue, over all its priorities.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Length">Waiting tasks.</param>
public sealed record QueueLength(string Queue, long Length);
