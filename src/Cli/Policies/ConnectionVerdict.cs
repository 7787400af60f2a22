namespace October.Cli.Policies;

/// <summary>Whether a connection is allowed: egress and ingress must both allow it.</summary>
/// <param name="Egress">The result for the source.</param>
/// <param name="Ingress">The result for the destination.</param>
internal sealed record ConnectionVerdict(DirectionVerdict Egress, DirectionVerdict Ingress)
{
    /// <summary>Whether both allow it.</summary>
    public bool Allowed => Egress.Allowed && Ingress.Allowed;
}
