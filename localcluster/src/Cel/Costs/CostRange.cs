namespace October.LocalCluster.Cel.Costs;

/// <summary>
/// The least and the most that something may be: a size in elements, or a cost in units. Never overflows: too much is <see cref="ulong.MaxValue"/>.
/// </summary>
internal readonly record struct CostRange(ulong Min, ulong Max)
{
    public static CostRange Unknown { get; } = new(0, ulong.MaxValue);

    public static CostRange Of(ulong value) => new(value, value);

    public static CostRange operator +(CostRange left, CostRange right) => new(Add(left.Min, right.Min), Add(left.Max, right.Max));

    public static CostRange operator *(CostRange left, CostRange right) => new(Multiply(left.Min, right.Min), Multiply(left.Max, right.Max));

    /// <summary>Times a factor, rounded up.</summary>
    public static CostRange operator *(CostRange value, double factor) => new(Scale(value.Min, factor), Scale(value.Max, factor));

    /// <summary>What holds both.</summary>
    public CostRange Union(CostRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    public static ulong Multiply(ulong left, ulong right) => right != 0 && left > ulong.MaxValue / right ? ulong.MaxValue : left * right;

    private static ulong Add(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    private static ulong Scale(ulong value, double factor)
    {
        var scaled = Math.Ceiling(value * factor);
        return scaled >= ulong.MaxValue ? ulong.MaxValue : (ulong)scaled;
    }
}
