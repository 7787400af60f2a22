namespace October.Cli.Policies;

/// <summary>A connection and whether the policies allow it.</summary>
/// <param name="From">The source.</param>
/// <param name="To">The destination.</param>
/// <param name="Port">The port at the pod.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Verdict">Whether it is allowed, and why.</param>
internal sealed record EvaluatedConnection(PolicyEndpoint From, PolicyEndpoint To, int Port, string Protocol, ConnectionVerdict Verdict);
