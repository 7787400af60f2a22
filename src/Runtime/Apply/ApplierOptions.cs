using October.Common.Schemas;

namespace October.Runtime.Apply;

/// <summary>In whose name an <see cref="Applier"/> applies, and how it recognizes what it has applied.</summary>
public sealed record ApplierOptions
{
    /// <summary>Name under which the API server records who owns the applied fields.</summary>
    public required string FieldManager { get; init; }

    /// <summary>The annotation that carries the hash of what was last applied, for example <c>example.org/applied</c>.</summary>
    public required string StampAnnotation { get; init; }

    /// <summary>How the server merges and stores the kinds that are applied.</summary>
    public TypeTable Types { get; init; } = TypeTable.Kubernetes;
}
