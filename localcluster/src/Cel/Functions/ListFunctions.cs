using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Kubernetes' list library, and what cel-go adds to it.</summary>
internal static class ListFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["isSorted"] = static (context, args) =>
            Of(context, args) is var list && list.Zip(list.Skip(1)).All(static pair => CelOrder.Compare(pair.First, pair.Second) <= 0),
        ["sum"] = static (context, args) => Of(context, args) is { Count: > 0 } list ? list.Aggregate(static (a, b) => Arithmetic.Add(a, b)) : 0L,
        ["min"] = static (context, args) => Extreme(Of(context, args), "min", static order => order < 0),
        ["max"] = static (context, args) => Extreme(Of(context, args), "max", static order => order > 0),
        ["indexOf"] = static (context, args) =>
            args is [ICelList list, var item] ? Find(context, list, item, Enumerable.Range(0, list.Count)) : throw CelException.NoSuchOverload(),
        ["lastIndexOf"] = static (context, args) =>
            args is [ICelList list, var item] ? Find(context, list, item, Enumerable.Range(0, list.Count).Reverse()) : throw CelException.NoSuchOverload(),
        ["reverse"] = static (context, args) => new CelList([.. Of(context, args).Reverse()]),
        ["distinct"] = static (context, args) => Distinct(Of(context, args)),
        ["sort"] = static (context, args) => new CelList([.. Of(context, args).Order(Comparer<object?>.Create(CelOrder.Compare))]),
        ["slice"] = static (_, args) =>
            args is [ICelList list, long from, long to]
                ? from >= 0 && from <= to && to <= list.Count
                    ? new CelList([.. list.Skip((int)from).Take((int)(to - from))])
                    : throw new CelException($"cannot slice({from}, {to}), list has {list.Count} elements")
                : throw CelException.NoSuchOverload(),
        ["flatten"] = static (context, args) => args switch
        {
            [ICelList list] => Flatten(context, list, 1),
            [ICelList list, long depth] => depth >= 0 ? Flatten(context, list, depth) : throw new CelException("level must be non-negative"),
            _ => throw CelException.NoSuchOverload(),
        },
        ["first"] = static (context, args) => Of(context, args) is { Count: > 0 } list ? CelOptional.Of(list[0]) : CelOptional.None,
        ["last"] = static (context, args) => Of(context, args) is { Count: > 0 } list ? CelOptional.Of(list[list.Count - 1]) : CelOptional.None,
    };

    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["lists.range"] = static (context, args) => args is [long count] ? Range(context, count) : throw CelException.NoSuchOverload(),
    };

    private static CelList Range(FunctionContext context, long count)
    {
        var items = new List<object?>();
        for (var i = 0L; i < count; i++)
        {
            context.Meter.Charge(1);
            items.Add(i);
        }

        return new CelList(items);
    }

    private static CelList Flatten(FunctionContext context, ICelList list, long depth)
    {
        context.Meter.Charge(list.Count);
        return new CelList([
            .. list.SelectMany(item =>
                item is ICelList inner && depth > 0
                    ? depth == 1
                        ? inner
                        : Flatten(context, inner, depth - 1)
                    : (IEnumerable<object?>)[item]),
        ]);
    }

    private static ICelList Of(FunctionContext context, object?[] args)
    {
        var list = args is [ICelList only] ? only : throw CelException.NoSuchOverload();
        context.Meter.Charge(list.Count);
        return list;
    }

    private static object? Extreme(ICelList list, string name, Func<int, bool> better) =>
        list.Count > 0
            ? list.Aggregate((a, b) => better(CelOrder.Compare(b, a)) ? b : a)
            : throw new CelException($"{name} called on empty list");

    private static object Find(FunctionContext context, ICelList list, object? item, IEnumerable<int> order)
    {
        context.Meter.Charge(list.Count);
        foreach (var i in order)
        {
            if (CelEquality.AreEqual(list[i], item))
                return (long)i;
        }

        return -1L;
    }

    private static CelList Distinct(ICelList list)
    {
        var seen = new List<object?>();
        foreach (var item in list)
        {
            if (!seen.Any(other => CelEquality.AreEqual(item, other)))
                seen.Add(item);
        }

        return new CelList(seen);
    }
}
