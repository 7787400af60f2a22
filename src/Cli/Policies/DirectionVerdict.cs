namespace October.Cli.Policies;

/// <summary>What the policies of one end say.</summary>
/// <param name="Allowed">Whether the connection may pass this end.</param>
/// <param name="Policies">The policies that allow it; when it is denied, those that isolate the pod; none when nothing isolates it.</param>
/// <param name="Why">The reason as a sentence.</param>
internal sealed record DirectionVerdict(bool Allowed, IReadOnlyList<string> Policies, string Why);
