namespace October.Cli.Policies;

/// <summary>Whether a connection may be made: both ends must let it pass.</summary>
/// <param name="Egress">What the policies of the pod that opens it say.</param>
/// <param name="Ingress">What the policies of the pod that is called say.</param>
internal sealed record ConnectionVerdict(DirectionVerdict Egress, DirectionVerdict Ingress)
{
    /// <summary>Whether it may be made.</summary>
    public bool Allowed => Egress.Allowed && Ingress.Allowed;
}
