namespace October.LocalCluster.Cel.Checking;

/// <summary>The names of types, which are values themselves: <c>type(x) == string</c>.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, StaticType> Known = new(StringComparer.Ordinal)
    {
        ["bool"] = StaticType.Bool,
        ["int"] = StaticType.Int,
        ["uint"] = StaticType.Uint,
        ["double"] = StaticType.Double,
        ["string"] = StaticType.String,
        ["bytes"] = StaticType.Bytes,
        ["list"] = StaticType.List(StaticType.Dyn),
        ["map"] = StaticType.Map(StaticType.Dyn, StaticType.Dyn),
        ["null_type"] = StaticType.Null,
        ["type"] = StaticType.TypeOf(StaticType.Dyn),
        ["google.protobuf.Duration"] = StaticType.Duration,
        ["google.protobuf.Timestamp"] = StaticType.Timestamp,
        ["optional_type"] = StaticType.Optional(StaticType.Dyn),
        ["net.IP"] = StaticType.Opaque("net.IP"),
        ["net.CIDR"] = StaticType.Opaque("net.CIDR"),
        ["kubernetes.URL"] = StaticType.Opaque("kubernetes.URL"),
        ["kubernetes.Quantity"] = StaticType.Opaque("kubernetes.Quantity"),
        ["kubernetes.Semver"] = StaticType.Opaque("kubernetes.Semver"),
    };

    /// <summary>The type of the name, or null when it names no type.</summary>
    public static StaticType? Find(string name) => Known.TryGetValue(name, out var type) ? StaticType.TypeOf(type) : null;
}
