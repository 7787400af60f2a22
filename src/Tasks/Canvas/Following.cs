namespace October.Tasks.Canvas;

/// <summary>How much of what follows a task is worked out.</summary>
internal enum Following
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>Of error links those that are one task each: the workers that held the message have died, and what follows it may be why.</summary>
    Tasks,

    /// <summary>Nothing is sent, as that has failed: who waits for the task is told that it did not succeed.</summary>
    Failures,
}
