using October.Crd.Defaults;

namespace October.Operator.Desired.Model;

/// <summary>A revision ready to render: its hash, and its spec completed with the current live fields and defaults.</summary>
internal sealed record RenderedRevision(string Hash, ResolvedApp App)
{
    /// <summary>Its pod templates as they were first rendered; null where none were kept.</summary>
    public PodTemplates? Kept { get; init; }
}
