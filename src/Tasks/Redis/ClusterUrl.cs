using System.Net;

namespace October.Tasks.Redis;

/// <summary>
/// Reads the nodes of a Redis Cluster: <c>redis[s]+cluster://[[user]:password@]host[:port],host[:port]…[?options]</c>, as the Python library limits
/// writes it; kombu has no address for one. A semicolon separates, too. Pure.
/// </summary>
internal static class ClusterUrl
{
    public const string Scheme = "redis+cluster";
    public const string TlsScheme = "rediss+cluster";

    private const string Example = Scheme + "://[:password@]host:6379,host2:6379";

    private static readonly char[] Separators = [',', ';'];

    /// <summary>Whether it is one.</summary>
    public static bool Is(string scheme) => scheme is Scheme or TlsScheme;

    /// <exception cref="FormatException">The addresses cannot be used.</exception>
    public static RedisSettings Parse(string scheme, string rest)
    {
        // The last one: no host has any.
        var login = rest.LastIndexOf('@') + 1;
        var (hosts, options) = rest[login..].Split('?', 2) is [var before, var after] ? (before, $"?{after}") : (rest[login..], "");
        if (hosts.Contains(RedisUrl.Separator, StringComparison.Ordinal))
            throw new FormatException($"gives a scheme more than once: it must look like {Example}");
        if (hosts.Split('/', 2) is [var names, var database])
        {
            if (database is not ("" or "0"))
                throw new FormatException("names a database, and a Redis Cluster has only the database 0: leave out what is behind the hosts");
            hosts = names;
        }

        var prefix = (scheme == TlsScheme ? "rediss" : "redis") + RedisUrl.Separator;
        var all = hosts.Split(Separators, StringSplitOptions.RemoveEmptyEntries)
            .Select(host => RedisUrl.ParseOne($"{prefix}{rest[..login]}{host}{options}"))
            .ToArray();
        if (all.Length == 0)
            throw new FormatException($"names no node: it must look like {Example}");
        if (all[0].Database != 0)
            throw new FormatException("names a database, and a Redis Cluster has only the database 0: leave it out");
        return all[0] with
        {
            Cluster = new ClusterSettings { Addresses = [.. all.Select(static one => new DnsEndPoint(one.Host, one.Port)).Distinct()] },
            Layout = new KeyLayout { HashTag = ClusterSettings.DefaultTag },
        };
    }
}
