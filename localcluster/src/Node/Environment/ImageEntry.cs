namespace October.LocalCluster.Node.Environment;

/// <summary>The local program behind an image. Strings may hold the placeholders of <see cref="Placeholders"/>.</summary>
public sealed record ImageEntry
{
    /// <summary>The program and its fixed arguments; the image's ENTRYPOINT. The first is an absolute path or found on the PATH.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Arguments when the pod gives none; the image's CMD.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Arguments that come last in any case, for example to bind to the pod's address.</summary>
    public IReadOnlyList<string> LastArgs { get; init; } = [];

    /// <summary>
    /// A <c>command</c> of the pod that is one word names the image's own program, for which <see cref="Command"/> stands in: it is left out instead
    /// of overriding. A longer one is another program of the image and runs as it is.
    /// </summary>
    public bool ReplacesPodCommand { get; init; }

    /// <summary>Variables on top of the pod's own, which lose against these.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
