using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>The operators, under their names in the specification.</summary>
internal static class Operators
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["_==_"] = static (context, args) => Charged(context, args) && CelEquality.AreEqual(args[0], args[1]),
        ["_!=_"] = static (context, args) => Charged(context, args) && !CelEquality.AreEqual(args[0], args[1]),
        ["_<_"] = static (context, args) => Charged(context, args) && CelOrder.Compare(args[0], args[1]) < 0,
        ["_<=_"] = static (context, args) => Charged(context, args) && CelOrder.Compare(args[0], args[1]) <= 0,
        ["_>_"] = static (context, args) => Charged(context, args) && CelOrder.Compare(args[0], args[1]) > 0,
        ["_>=_"] = static (context, args) => Charged(context, args) && CelOrder.Compare(args[0], args[1]) >= 0,
        ["_+_"] = Add,
        ["_-_"] = static (_, args) => Arithmetic.Subtract(args[0], args[1]),
        ["_*_"] = static (_, args) => Arithmetic.Multiply(args[0], args[1]),
        ["_/_"] = static (_, args) => Arithmetic.Divide(args[0], args[1]),
        ["_%_"] = static (_, args) => Arithmetic.Modulo(args[0], args[1]),
        ["-_"] = static (_, args) => Arithmetic.Negate(args[0]),
        ["!_"] = static (_, args) => args[0] is bool flag ? !flag : throw CelException.NoSuchOverload(),
        ["@in"] = In,
    };

    private static bool Charged(FunctionContext context, object?[] args)
    {
        context.Meter.Charge(Size(args[0]) / 10);
        return true;
    }

    private static int Size(object? value) => value switch
    {
        string text => text.Length,
        byte[] bytes => bytes.Length,
        ICelList list => list.Count * 10,
        ICelMap map => map.Count * 10,
        _ => 0,
    };

    private static object? Add(FunctionContext context, object?[] args)
    {
        context.Meter.Charge((Size(args[0]) + Size(args[1])) / 10);
        return (args[0], args[1]) switch
        {
            (string a, string b) => a + b,
            (byte[] a, byte[] b) => (byte[])[.. a, .. b],
            (ICelList a, ICelList b) => Join(a, b),
            var (a, b) => Arithmetic.Add(a, b),
        };
    }

    /// <summary>A set takes what it lacks; a list of keyed items takes new items and replaces those with the same keys.</summary>
    private static CelList Join(ICelList left, ICelList right)
    {
        var semantics = left.Semantics.Kind != "atomic" ? left.Semantics : right.Semantics;
        switch (semantics.Kind)
        {
            case "set":
                return new CelList([.. left, .. right.Where(item => !left.Any(other => CelEquality.AreEqual(item, other)))], semantics);
            case "map":
                var items = left.Select(item => right.FirstOrDefault(other => CelEquality.SameKeys(item, other, semantics.Keys)) ?? item);
                return new CelList([.. items, .. right.Where(item => !left.Any(other => CelEquality.SameKeys(item, other, semantics.Keys)))], semantics);
            default:
                return new CelList([.. left, .. right]);
        }
    }

    private static object In(FunctionContext context, object?[] args)
    {
        switch (args[1])
        {
            case ICelList list:
                context.Meter.Charge(list.Count);
                return list.Any(item => CelEquality.AreEqual(item, args[0]));
            case ICelMap map:
                return map.TryGet(args[0], out _);
            default:
                throw CelException.NoSuchOverload();
        }
    }
}
