namespace October.LocalCluster.Host;

/// <summary>What runs the pods of a local cluster.</summary>
public enum NodeKind
{
    /// <summary>Nothing does: pods stay pending.</summary>
    None,

    /// <summary>Containers are local processes, by the image map.</summary>
    Processes,

    /// <summary>Containers follow a script, on the cluster's clock.</summary>
    Simulated,
}
