using October.Crd.Spec.Redis;

namespace October.Crd.Defaults;

/// <summary>Where a redis is that somebody else runs, as api and worker take it.</summary>
public static class ExternalRedisUrl
{
    private const string Separator = "://";

    /// <summary>The address, those of Sentinels, or those of nodes of a cluster.</summary>
    public static string? Of(ExternalRedisSpec external) =>
        external.Sentinel is { } sentinel ? Sentinels(sentinel) : external.Cluster is { } cluster ? Cluster(cluster) : external.Url;

    /// <summary>The hosts and ports that an address names; without a port where it names none.</summary>
    public static IEnumerable<Uri> Hosts(string url)
    {
        var at = url.IndexOf(Separator, StringComparison.Ordinal) + Separator.Length;
        return url.Split(';', ',').Select((one, i) => new Uri(i == 0 || one.Contains(Separator, StringComparison.Ordinal) ? one : url[..at] + one));
    }

    private static string Sentinels(RedisSentinelSpec sentinel) => string.Join(';', sentinel.Addresses.Select((address, i) =>
    {
        var first = i == 0 ? $"/{sentinel.Database ?? 0}{(sentinel.Tls == true ? "?ssl_cert_reqs=required" : "")}" : "";
        return $"sentinel://{Host(address.Host)}:{address.Port ?? 26379}{first}";
    }));

    private static string Cluster(RedisClusterSpec cluster) =>
        (cluster.Tls == true ? "rediss" : "redis") + "+cluster" + Separator
        + string.Join(',', cluster.Nodes.Select(static node => $"{Host(node.Host)}:{node.Port ?? 6379}"));

    private static string Host(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}
