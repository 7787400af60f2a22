namespace October.Cli.Policies;

/// <summary>A connection and what the policies say to it.</summary>
/// <param name="From">Who opens it.</param>
/// <param name="To">Who is called.</param>
/// <param name="Port">The port at the pod.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Verdict">Whether it may be made, and why.</param>
internal sealed record JudgedConnection(PolicyEndpoint From, PolicyEndpoint To, int Port, string Protocol, ConnectionVerdict Verdict);
