namespace October.Operator.Desired.Model;

/// <summary>What the objects depend on besides the app: where the operator runs and what the cluster can take.</summary>
internal sealed record ClusterFacts
{
    /// <summary>Namespace of the operator's own pods, which probe the api; null when it runs outside the cluster.</summary>
    public string? OperatorNamespace { get; init; }

    /// <summary>Namespace of the Prometheus that may scrape apps; null for any.</summary>
    public string? PrometheusNamespace { get; init; }

    /// <summary>Namespace of the cluster's DNS, where its pods are on the pod network; null for anywhere.</summary>
    public string? DnsNamespace { get; init; }

    /// <summary>What a spec may not ask for.</summary>
    public RestrictionPolicy Restrictions { get; init; } = new(RestrictionLevel.None);

    /// <summary>The operator makes the Secrets that apps need.</summary>
    public bool MakesSecrets { get; init; } = true;

    /// <summary>The CustomResourceDefinition of ServiceMonitors is installed.</summary>
    public bool HasServiceMonitors { get; init; }

    /// <summary>The CustomResourceDefinition of cert-manager's Certificates is installed.</summary>
    public bool HasCertificates { get; init; }

    /// <summary>The CustomResourceDefinition of PrometheusRules is installed.</summary>
    public bool HasPrometheusRules { get; init; }
}
