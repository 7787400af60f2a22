using System.Collections.Immutable;
using October.Operator.Desired.Model;
using October.Operator.Smoke;

namespace October.Operator;

/// <summary>Settings of the operator process.</summary>
internal sealed record OperatorOptions
{
    /// <summary>The namespaces to look after; empty for all.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Namespace of the operator's own pods, let through to each api by its NetworkPolicy; null outside a cluster.</summary>
    public string? PodNamespace { get; init; }

    /// <summary>Hold a Lease before acting, so that of several replicas one acts.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>Namespace of the Lease.</summary>
    public string LeaseNamespace { get; init; } = "october-system";

    /// <summary>Address that health and metrics are served at.</summary>
    public string Listen { get; init; } = "http://0.0.0.0:8080";

    /// <summary>How smoke probes reach the apps.</summary>
    public ProbeRoute Route { get; init; } = new ProbeRoute.Direct();

    /// <summary>Namespace of the Prometheus that may scrape apps; null for any.</summary>
    public string? PrometheusNamespace { get; init; }

    /// <summary>Namespace of the cluster's DNS, the only one that apps may ask; null for any.</summary>
    public string? DnsNamespace { get; init; }

    /// <summary>What a spec may not ask for.</summary>
    public RestrictionPolicy Restrictions { get; init; } = new(RestrictionLevel.Baseline);

    /// <summary>Apps may leave their Secrets to the operator. Else it neither makes nor watches any, and reads those that apps name.</summary>
    public bool MakesSecrets { get; init; } = true;

    /// <summary>Apps reconciled at the same time.</summary>
    public int Workers { get; init; } = 2;
}
