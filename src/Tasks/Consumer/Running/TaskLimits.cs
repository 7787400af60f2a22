using System.Collections.Immutable;
using October.Tasks.Handlers;
using October.Tasks.Messages;

namespace October.Tasks.Consumer.Running;

/// <summary>Time limits of tasks by name, as their handlers have them or remote control sets them, for messages that have none of their own.</summary>
internal sealed class TaskLimits
{
    // Read for each task and hardly ever changed. That a concurrent dictionary is empty is not known without all of its locks.
    private ImmutableDictionary<string, (TimeSpan? Hard, TimeSpan? Soft)> _limits =
        ImmutableDictionary.Create<string, (TimeSpan? Hard, TimeSpan? Soft)>(StringComparer.Ordinal);

    public TaskLimits(TaskRegistry registry)
    {
        foreach (var name in registry.Names)
        {
            if (registry.TryGet(name, out var handler))
                Set(name, Some(handler.TimeLimit), Some(handler.SoftTimeLimit));
        }
    }

    /// <summary>The limits of a task.</summary>
    public (TimeSpan? Hard, TimeSpan? Soft) Of(string task) => Volatile.Read(ref _limits).GetValueOrDefault(task);

    /// <summary>From now on these are the limits of a task; null for none.</summary>
    public void Set(string task, TimeSpan? hard, TimeSpan? soft) =>
        ImmutableInterlocked.Update(
            ref _limits,
            static (limits, set) => (set.hard ?? set.soft) is null ? limits.Remove(set.task) : limits.SetItem(set.task, (set.hard, set.soft)),
            (task, hard, soft));

    /// <summary>The message with the limits that hold for it.</summary>
    public TaskMessage Apply(TaskMessage task) =>
        Of(task.Task) is var (hard, soft) && (hard ?? soft) is not null
            ? task with { HardTimeLimit = task.HardTimeLimit ?? hard, SoftTimeLimit = task.SoftTimeLimit ?? soft }
            : task;

    private static TimeSpan? Some(TimeSpan? limit) => limit > TimeSpan.Zero ? limit : null;
}
