namespace October.Crd.Defaults;

/// <summary>What is merged into a component's pods; the spec is a JSON text.</summary>
public sealed record ResolvedPodTemplate(IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations, string SpecJson);
