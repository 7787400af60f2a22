namespace October.LocalCluster.Cel.Costs;

/// <summary>What a call costs besides its arguments, and how large its result is where that is known.</summary>
internal sealed record CallEstimate(CostRange Cost, CostRange? ResultSize = null)
{
    public static CallEstimate One { get; } = new(CostRange.Of(1));
}
