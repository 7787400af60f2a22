using System.Net;

namespace October.Tasks.Redis;

/// <summary>
/// The nodes of a Redis Cluster that are asked which of them serves the keys. All keys are on one node at a time, that of <see cref="KeyLayout.HashTag"/>, so
/// that a task ends in one atomic step there.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>The hash tag of those who name none.</summary>
    public const string DefaultTag = "october";

    /// <summary>Where nodes are; one that answers is enough.</summary>
    public IReadOnlyList<DnsEndPoint> Addresses { get; init; } = [];

    /// <summary>Why these settings of Redis cannot be used with a cluster; null when they can.</summary>
    internal static string? Problem(RedisSettings redis)
    {
        if (redis.Cluster is null)
            return redis.Layout.HashTag.Length == 0 ? null : "a hash tag is for a Redis Cluster";
        if (redis.Sentinel is not null)
            return "a Redis Cluster has no Sentinels";
        if (redis.Database != 0 || redis.Layout.ResultDatabase is not (null or 0))
            return "a Redis Cluster has the database 0 and no other";
        return redis.Layout.HashTag.Length == 0 ? "keys in a Redis Cluster need a hash tag" : null;
    }

    /// <summary>Their addresses, without credentials.</summary>
    public override string ToString() => string.Join(',', Addresses.Select(SentinelSettings.Text));
}
