using October.LocalCluster.Cel.Checking;

namespace October.LocalCluster.Cel.Costs;

/// <summary>How large values of the object may be, from its schema.</summary>
internal sealed class SizeLookup(Declaration self)
{
    public const string Items = "@items";
    public const string Keys = "@keys";
    public const string Values = "@values";

    /// <param name="path">From a variable down; the variable itself is always an object of the schema.</param>
    /// <returns>The size, or null when the schema has no such place.</returns>
    public CostRange? Find(IReadOnlyList<string>? path)
    {
        if (path is not { Count: > 0 })
            return null;
        var at = self;
        foreach (var step in path.Skip(1))
        {
            var next = step switch
            {
                Items or Values => at.Element,
                Keys => at.Key,
                _ => at.Fields?.GetValueOrDefault(step),
            };
            if (next is null)
                return null;
            at = next;
        }

        return new CostRange(0, (ulong)at.MaxElements);
    }
}
