namespace October.Operator.Decide.Restore;

/// <summary>Where a restore stands. The names are part of the status API.</summary>
internal enum RestoreStep
{
    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>Api and worker go, and finish what they are doing first.</summary>
    StopWriters,

    /// <summary>Redis goes: it reads its files only when it starts, and writes them when it ends.</summary>
    StopRedis,

    /// <summary>A Job makes the new data from the backup beside the old, checks it, and puts it in the old one's place.</summary>
    Replace,

    /// <summary>Redis comes back.</summary>
    StartRedis,

    /// <summary>Api and worker come back.</summary>
    StartWriters,
}
