namespace October.Crd.Status;

/// <summary>One address at which the api answers.</summary>
public sealed class EndpointStatus
{
    [Description("What answers there: ingress, load-balancer or service.")]
    public string? Name { get; set; }

    [Description("External: reachable from outside the cluster. Internal: from inside only.")]
    public string? Scope { get; set; }

    [Description("Protocol: http or https.")]
    public string? Type { get; set; }

    [Description("The address as a URI.")]
    public string? Uri { get; set; }
}
