using System.Collections.Immutable;

namespace October.Crd.Defaults;

/// <summary>The Service in front of the api.</summary>
/// <param name="Type">ClusterIP, NodePort or LoadBalancer.</param>
/// <param name="Annotations">For whatever makes a load balancer.</param>
public sealed record ResolvedApiService(string Type, IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>Inside the cluster only.</summary>
    public static ResolvedApiService Default { get; } = new("ClusterIP", ImmutableDictionary<string, string>.Empty);

    /// <summary>Callers reach it without an Ingress.</summary>
    public bool IsPublic => Type != Default.Type;
}
