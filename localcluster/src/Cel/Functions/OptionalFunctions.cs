using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Optional values.</summary>
internal static class OptionalFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["optional.of"] = static (_, args) => args is [var value] ? CelOptional.Of(value) : throw CelException.NoSuchOverload(),
        ["optional.none"] = static (_, args) => args is [] ? CelOptional.None : throw CelException.NoSuchOverload(),
        ["optional.ofNonZeroValue"] = static (_, args) =>
            args is [var value]
                ? IsZero(value)
                    ? CelOptional.None
                    : CelOptional.Of(value)
                : throw CelException.NoSuchOverload(),
    };

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["hasValue"] = static (_, args) => args is [CelOptional optional] ? optional.HasValue : throw CelException.NoSuchOverload(),
        ["value"] = static (_, args) => args is [CelOptional optional]
            ? optional.HasValue ? optional.Value : throw new CelException("optional.none() dereference")
            : throw CelException.NoSuchOverload(),
        ["or"] = static (_, args) =>
            args is [CelOptional optional, CelOptional other]
                ? optional.HasValue
                    ? optional
                    : other
                : throw CelException.NoSuchOverload(),
        ["orValue"] = static (_, args) =>
            args is [CelOptional optional, var other]
                ? optional.HasValue
                    ? optional.Value
                    : other
                : throw CelException.NoSuchOverload(),
    };

    private static bool IsZero(object? value) => value switch
    {
        null or false or 0L or 0UL or 0.0 or "" => true,
        byte[] bytes => bytes.Length == 0,
        ICelList list => list.Count == 0,
        ICelMap map => map.Count == 0,
        CelDuration duration => duration.Nanos == 0,
        CelOptional optional => !optional.HasValue,
        _ => false,
    };
}
