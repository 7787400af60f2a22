using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>The Service in front of the api, at port 80.</summary>
public sealed class ApiServiceSpec
{
    [Description(
        "ClusterIP: from inside the cluster, and through the Ingress. NodePort: at a port of every node, too. LoadBalancer: at an address of the cloud's, too. "
            + "Default: ClusterIP.")]
    [EnumValues("ClusterIP", "NodePort", "LoadBalancer")]
    public string? Type { get; set; }

    [Description("Annotations of the Service, for whatever makes the load balancer. Default: none.")]
    [Length(maximum: 64)]
    [TextLength(16384)]
    public IDictionary<string, string>? Annotations { get; set; }
}
