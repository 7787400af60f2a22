using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Cel.Values;

/// <summary>A type as a value: what <c>type(x)</c> gives.</summary>
internal sealed record CelType(string Name)
{
    public static CelType Of(object? value) => new(NameOf(value));

    public static string NameOf(object? value) => value switch
    {
        null => "null_type",
        bool => "bool",
        long => "int",
        ulong => "uint",
        double => "double",
        string => "string",
        byte[] => "bytes",
        CelDuration => "google.protobuf.Duration",
        CelTimestamp => "google.protobuf.Timestamp",
        ICelList => "list",
        ICelMap => "map",
        CelType => "type",
        CelOptional => "optional_type",
        CelQuantity => "kubernetes.Quantity",
        CelSemver => "kubernetes.Semver",
        CelUrl => "kubernetes.URL",
        CelIp => "net.IP",
        CelCidr => "net.CIDR",
        CelFormat => "kubernetes.NamedFormat",
        _ => value.GetType().Name,
    };
}
