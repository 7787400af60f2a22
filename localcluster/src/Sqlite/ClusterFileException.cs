namespace October.LocalCluster.Sqlite;

/// <summary>
/// The file with a cluster's objects cannot be used: it is damaged, of a newer version, not a cluster's, or in use. Nothing in it was changed.
/// </summary>
public sealed class ClusterFileException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Another process is using it: nothing is wrong with the file.</summary>
    public bool IsInUse { get; init; }
}
