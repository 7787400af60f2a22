namespace October.LocalCluster.Cel.Costs;

/// <summary>What a call costs besides its arguments, and how large its result is where that can be told.</summary>
internal sealed record CallCost(Extent Cost, Extent? ResultSize = null)
{
    public static CallCost One { get; } = new(Extent.Of(1));
}
