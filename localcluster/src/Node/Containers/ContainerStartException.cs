namespace October.LocalCluster.Node.Containers;

/// <summary>The program of a container cannot be started.</summary>
internal sealed class ContainerStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    public const string Prefix = "unable to start container process: ";

    /// <summary>There is no such program, in a container runtime's words.</summary>
    public static ContainerStartException NotFound(string program) => new(Prefix + (program.Contains('/')
        ? $"exec: \"{program}\": stat {program}: no such file or directory"
        : $"exec: \"{program}\": executable file not found in $PATH"));
}
