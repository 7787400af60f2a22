using October.Crd.Attributes;

namespace October.Crd.Spec.Redis;

/// <summary>A Redis Cluster, of which an app uses one slot.</summary>
public sealed class RedisClusterSpec
{
    [Required]
    [Description("Some nodes of the cluster, or a name that leads to all of them.")]
    [Length(1, 15)]
    public IList<RedisNodeSpec> Nodes { get; set; } = [];

    [Description(
        "Hash tag of all keys of the app, which are on one node at a time: what two apps call by the same tag is the same. Default: namespace and name of the "
            + "app, as in default/shop.")]
    [Pattern("^[A-Za-z0-9._/-]+$")]
    [Length(1, 200)]
    public string? Tag { get; set; }

    [Description("Whether the nodes are reached by TLS. Default: false.")]
    public bool? Tls { get; set; }

    [Description("Port that the nodes announce to their clients: network policies let api and worker out to it. Default: 6379.")]
    [RangeMinimum(1)]
    [RangeMaximum(65535)]
    public int? RedisPort { get; set; }
}
