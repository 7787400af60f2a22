using System.Collections.Immutable;
using k8s;
using k8s.Models;

namespace October.Runtime.Informers;

/// <summary>What an informer looks at, and its timeouts.</summary>
public sealed record InformerOptions
{
    /// <summary>These namespaces, each with a watch of its own; empty for all, with one watch.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Only objects with these labels; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>
    /// Takes out of each object, before it is stored, what nobody reads; by default its ownership records, which are half of its memory. It may be done more
    /// than once to an object.
    /// </summary>
    public Action<IKubernetesObject<V1ObjectMeta>> Transform { get; init; } = WithoutManagedFields;

    /// <summary>Shortest watch. A load balancer known to cut idle streams does so at 240 s; stay below.</summary>
    public TimeSpan MinWatch { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>Longest watch; the length is drawn between the two, so that watches do not end together.</summary>
    public TimeSpan MaxWatch { get; init; } = TimeSpan.FromSeconds(220);

    /// <summary>First pause after an error; doubles, with jitter.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>Longest pause after an error.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes out an object's ownership records.</summary>
    public static void WithoutManagedFields(IKubernetesObject<V1ObjectMeta> entity) => entity.Metadata.ManagedFields = null;
}
