namespace October.Tasks.Schedules;

/// <summary>A schedule as the workers have announced it, and what is known of its times.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="IsPaused">Nothing is sent until it is resumed.</param>
/// <param name="Last">The last time that was due while a worker ran; null when there was none.</param>
/// <param name="Next">The next one; null when there is none.</param>
public sealed record ScheduleState(TaskSchedule Schedule, bool IsPaused, DateTimeOffset? Last, DateTimeOffset? Next);
