using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>The sets extension: lists taken as sets.</summary>
internal static class SetFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["sets.contains"] = static (context, args) => Over(context, args, Contains),
        ["sets.equivalent"] = static (context, args) => Over(context, args, static (a, b) => Contains(a, b) && Contains(b, a)),
        ["sets.intersects"] = static (context, args) => Over(context, args, static (a, b) => a.Any(item => Has(b, item))),
    };

    private static object Over(FunctionContext context, object?[] args, Func<ICelList, ICelList, bool> test)
    {
        if (args is not [ICelList a, ICelList b])
            throw CelException.NoSuchOverload();
        context.Meter.Charge((long)a.Count * b.Count);
        return test(a, b);
    }

    private static bool Contains(ICelList list, ICelList others) => others.All(item => Has(list, item));

    private static bool Has(ICelList list, object? item) => list.Any(other => CelEquality.AreEqual(other, item));
}
