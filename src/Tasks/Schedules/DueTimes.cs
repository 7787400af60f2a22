namespace October.Tasks.Schedules;

/// <summary>Which times of a schedule are due. Pure.</summary>
internal static class DueTimes
{
    /// <summary>What is later than this was missed: no worker looked for so long.</summary>
    public static readonly TimeSpan Punctual = TimeSpan.FromMinutes(1);

    /// <summary>So many are sent at once.</summary>
    private const int Most = 100;

    /// <summary>The times that are due after the last one that was, each with whether it is sent.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="last">The last time that was due before, whether it was sent or not.</param>
    /// <param name="now">The present time.</param>
    public static IReadOnlyList<(DateTimeOffset Time, bool IsSent)> Of(TaskSchedule schedule, DateTimeOffset last, DateTimeOffset now)
    {
        var due = new List<(DateTimeOffset, bool)>();
        var missed = Missed(schedule, last, now - Punctual);
        for (var next = schedule.Next(missed ?? last); next <= now && due.Count < Most; next = schedule.Next(next.Value))
            due.Add((next.Value, true));
        // One that is on time is as good as one that was missed.
        if (missed is { } time)
            due.Insert(0, (time, due.Count == 0 && schedule.Missed == MissedPolicy.Once));
        return due;
    }

    /// <summary>The last time that was missed; null when none was. By halves, for there may be a million of them.</summary>
    private static DateTimeOffset? Missed(TaskSchedule schedule, DateTimeOffset last, DateTimeOffset until)
    {
        if (schedule.Next(last) is not { } first || first >= until)
            return null;
        var (from, to) = (first, until);
        while (to - from > TimeSpan.FromSeconds(1))
        {
            var middle = from + (to - from) / 2;
            if (schedule.Next(middle) is { } next && next < until)
                from = next;
            else
                to = middle;
        }

        while (schedule.Next(from) is { } later && later < until)
            from = later;
        return from;
    }
}
