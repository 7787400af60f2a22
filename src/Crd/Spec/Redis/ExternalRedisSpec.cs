using October.Crd.Attributes;

namespace October.Crd.Spec.Redis;

/// <summary>A redis that somebody else runs.</summary>
[ValidationRule(
    "(has(self.url) ? 1 : 0) + (has(self.sentinel) ? 1 : 0) + (has(self.cluster) ? 1 : 0) == 1",
    "give exactly one of url, the redis itself, sentinel, the Sentinels that say where it is, and cluster, nodes of a Redis Cluster")]
public sealed class ExternalRedisSpec
{
    [Description(
        "Where it is: redis://host:6379/0, or rediss:// for TLS. Without a password: that is the key REDIS_PASSWORD of the Secret in secretName; without a "
            + "secretName none is sent. Default: none; sentinel or cluster says where it is.")]
    [Pattern("^rediss?://[A-Za-z0-9.\\-\\[\\]:]+(/[0-9]+)?$")]
    [Length(1, 512)]
    public string? Url { get; set; }

    [Description("Sentinels that say which redis is the primary. Its password is in the Secret in secretName, as with url. Default: none.")]
    public RedisSentinelSpec? Sentinel { get; set; }

    [Description("A Redis Cluster. Its password is in the Secret in secretName, as with url. Default: none.")]
    public RedisClusterSpec? Cluster { get; set; }
}
