using October.Tasks.Messages;

namespace October.Tasks.Handlers;

/// <summary>What a handler may know about the run it serves.</summary>
/// <param name="Message">The task as it was sent.</param>
/// <param name="Now">When this run began.</param>
public sealed record TaskContext(TaskMessage Message, DateTimeOffset Now);
