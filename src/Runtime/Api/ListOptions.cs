using k8s;
using k8s.Models;

namespace October.Runtime.Api;

/// <summary>What a list asks for.</summary>
public sealed record ListOptions
{
    /// <summary>One namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only objects with these labels; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Only objects with these values of fields; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>
    /// Applied to each object as it is read, so that of a long list never more is in memory than what is kept; null changes nothing.
    /// </summary>
    public Action<IKubernetesObject<V1ObjectMeta>>? Transform { get; init; }
}
