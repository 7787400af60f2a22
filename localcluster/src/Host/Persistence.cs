namespace October.LocalCluster.Host;

/// <summary>What of a local cluster outlives its process.</summary>
public enum Persistence
{
    /// <summary>Nothing: objects are in memory, and the data directory is emptied at the start.</summary>
    None,

    /// <summary>
    /// Objects, volumes and logs, in the data directory. A cluster that is there is continued as after a reboot of its machine; where there is none, a new one
    /// starts.
    /// </summary>
    Continued,

    /// <summary>The same, but a cluster that is there is deleted first.</summary>
    Anew,
}
