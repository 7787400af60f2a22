namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>Options of a log request, as <c>PodLogOptions</c> of core/v1.</summary>
/// <param name="Follow">Keep streaming until the container ends.</param>
/// <param name="Previous">The container's previous run instead of the current one.</param>
/// <param name="TailLines">Only the last lines, when set.</param>
/// <param name="SinceSeconds">Only lines younger than this many seconds, when set.</param>
/// <param name="Timestamps">Prefix each line with its RFC 3339 time.</param>
/// <param name="SinceTime">Only lines from this time on, when set.</param>
/// <param name="LimitBytes">Only the first bytes of what the others select, when set.</param>
public sealed record LogOptions(
    bool Follow = false,
    bool Previous = false,
    int? TailLines = null,
    int? SinceSeconds = null,
    bool Timestamps = false,
    DateTimeOffset? SinceTime = null,
    long? LimitBytes = null);
