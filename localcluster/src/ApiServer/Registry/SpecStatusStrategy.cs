namespace October.LocalCluster.ApiServer.Registry;

/// <summary>A kind without rules of its own beyond the division into desired and observed state.</summary>
internal sealed class SpecStatusStrategy(bool hasStatus, bool hasGeneration) : Strategy
{
    public override bool HasStatus => hasStatus;

    public override bool HasGeneration => hasGeneration;
}
