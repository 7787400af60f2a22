namespace October.LocalCluster.Cel.Checking;

internal enum StaticKind
{
    /// <summary>What an expression with an error has; fits everything, so that one error is not reported twice.</summary>
    Error,
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List,
    Map,

    /// <summary>An object with declared fields.</summary>
    Object,

    /// <summary>A type of a library (<c>optional_type</c>, <c>net.IP</c>, <c>kubernetes.Quantity</c>).</summary>
    Opaque,

    /// <summary>The type of a type.</summary>
    Type,

    /// <summary>A type that is not known yet.</summary>
    Parameter,
}
