namespace October.Cli.Policies;

/// <summary>The result for one end of a connection.</summary>
/// <param name="Allowed">Whether the policies of this end allow the connection.</param>
/// <param name="Policies">The policies that allow it; when it is denied, those that isolate the pod; none when nothing isolates it.</param>
/// <param name="Why">The reason as a sentence.</param>
internal sealed record DirectionVerdict(bool Allowed, IReadOnlyList<string> Policies, string Why);
