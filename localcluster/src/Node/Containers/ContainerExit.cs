namespace October.LocalCluster.Node.Containers;

/// <summary>How a container ended.</summary>
/// <param name="Code">The exit code; 128 plus the signal's number when a signal ended it.</param>
/// <param name="FinishedAt">When.</param>
internal sealed record ContainerExit(int Code, DateTimeOffset FinishedAt)
{
    /// <summary>Whether the kernel killed one of its processes because of its memory limit.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>The word for it in a container's status.</summary>
    public string Reason => OutOfMemory ? "OOMKilled" : Code == 0 ? "Completed" : "Error";
}
