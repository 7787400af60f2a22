using System.Globalization;

namespace October.Tasks.Redis;

/// <summary>
/// Reads the address of Redis as kombu and redis-py write it: <c>redis[s]://[[user]:password@]host[:port][/database][?options]</c>, or <c>host[:port]</c>.
/// Those of Sentinels are for <see cref="SentinelUrl"/>, and of a cluster for <see cref="ClusterUrl"/>.
/// A password may have any character as it is, or percent-encoded; what is refused is refused with the reason, without the password. Pure.
/// </summary>
internal static class RedisUrl
{
    /// <summary>What is between a scheme and the rest.</summary>
    public const string Separator = "://";

    /// <exception cref="FormatException">The address cannot be used.</exception>
    public static RedisSettings Parse(string url)
    {
        if (url.StartsWith(SentinelUrl.Scheme + Separator, StringComparison.OrdinalIgnoreCase))
            return SentinelUrl.Parse(url);
        if (url.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var at && url[..at].ToLowerInvariant() is var scheme && ClusterUrl.Is(scheme))
            return ClusterUrl.Parse(scheme, url[(at + Separator.Length)..]);
        if (url.Contains(';', StringComparison.Ordinal) && url.Split(';').Count(static one => one.Contains(Separator, StringComparison.Ordinal)) > 1)
            throw new FormatException("names several servers; give the address of one, or those of Sentinels (sentinel://) or of a cluster (redis+cluster://)");
        return ParseOne(url);
    }

    /// <summary>Reads the address of one server; of a Sentinel it has its host and port, and Redis' login, database and options.</summary>
    /// <exception cref="FormatException">The address cannot be used.</exception>
    public static RedisSettings ParseOne(string url)
    {
        var at = url.IndexOf(Separator, StringComparison.Ordinal);
        var (scheme, rest) = at < 0 ? ("redis", url) : (url[..at].ToLowerInvariant(), url[(at + Separator.Length)..]);
        if (scheme is not ("redis" or "rediss" or SentinelUrl.Scheme))
            throw new FormatException(Refusal(scheme));
        // The last one: neither a host nor a database has one.
        var login = rest.LastIndexOf('@');
        var settings = Login(login < 0 ? "" : rest[..login]) with { Tls = scheme == "rediss" };
        return Place(settings, rest[(login + 1)..], isSentinel: scheme == SentinelUrl.Scheme);
    }

    private static string Refusal(string scheme) => scheme switch
    {
        "redis+sentinel" or "rediss+sentinel" or "redis-sentinel" =>
            "must look like sentinel://[:password@]host:26379/0;sentinel://host2:26379 for Sentinels, with the primary's name in REDIS_SENTINEL_MASTER",
        "redis-cluster" or "rediss-cluster" or "rediscluster" or "cluster" =>
            "must look like redis+cluster://[:password@]host:6379,host2:6379 for a Redis Cluster, and begin with rediss+cluster:// for TLS",
        "unix" or "redis+socket" or "redis+unix" => "names a Unix socket, which is not supported: give a host and a port",
        "amqp" or "amqps" or "pyamqp" or "sqs" => "names a broker that is not Redis, and only Redis is supported",
        _ => "must look like redis://[:password@]host:6379/0",
    };

    private static RedisSettings Login(string login)
    {
        var parts = login.Split(':', 2);
        return new RedisSettings
        {
            User = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null,
            Password = parts.Length > 1 && parts[1].Length > 0 ? Uri.UnescapeDataString(parts[1]) : null,
        };
    }

    /// <summary>What comes behind the password: its parts may be repeated in a refusal.</summary>
    private static RedisSettings Place(RedisSettings settings, string text, bool isSentinel)
    {
        var (place, options) = text.Split('?', 2) is [var before, var after] ? (before, after) : (text, "");
        var (address, database) = place.Split('/', 2) is [var head, var path] ? (head, path.Trim('/')) : (place, "");
        var (host, port) = Address(address);
        if (host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new FormatException(
                $"must look like {(isSentinel ? "sentinel://[:password@]host:26379/0;sentinel://host2:26379" : "redis://[:password@]host:6379/0")}; "
                    + "what should be the host is none");
        var usual = isSentinel ? SentinelSettings.DefaultPort : 6379;
        settings = settings with { Host = host, Port = Number(port, 1, 65535, usual, "the port must be a number from 1 to 65535") };
        settings = settings with { Database = Number(database, 0, int.MaxValue, 0, "the part after the host must be the number of a database, such as /0") };
        foreach (var option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (option, "");
            settings = Option(settings, name, value);
        }

        if (!options.Contains("ssl_", StringComparison.Ordinal))
            return settings;
        // Kombu has no other sign of TLS for a Redis behind Sentinels.
        return settings.Tls || isSentinel
            ? settings with { Tls = true }
            : throw new FormatException("has options for TLS, but begins with redis:// and not with rediss://");
    }

    private static (string Host, string Port) Address(string address)
    {
        if (address.StartsWith('[') && address.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            return (address[1..end], address[(end + 1)..].TrimStart(':'));
        return address.Split(':', 2) is [var host, var port] ? (host, port) : (address, "");
    }

    private static int Number(string text, int min, int max, int otherwise, string refusal)
    {
        if (text.Length == 0)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException(refusal);
    }

    private static RedisSettings Option(RedisSettings settings, string name, string value) => name switch
    {
        "ssl_ca_certs" => settings with { CaFile = value },
        "ssl_certfile" => settings with { CertificateFile = value },
        "ssl_keyfile" => settings with { KeyFile = value },
        "ssl_check_hostname" => settings with { CheckHostname = Flag(name, value) },
        "ssl_cert_reqs" => settings with
        {
            CheckCertificate = value.ToUpperInvariant() switch
            {
                "REQUIRED" or "CERT_REQUIRED" or "OPTIONAL" or "CERT_OPTIONAL" => true,
                "NONE" or "CERT_NONE" => false,
                _ => throw new FormatException("has the option ssl_cert_reqs, which must be required, optional or none"),
            },
        },
        "db" or "virtual_host" => settings with
        {
            Database = Number(value.Trim('/'), 0, int.MaxValue, settings.Database, $"has the option {name}, which must be the number of a database"),
        },
        _ => throw new FormatException(
            "has an option that is not known; known are db, ssl_cert_reqs, ssl_ca_certs, ssl_certfile, ssl_keyfile and ssl_check_hostname"),
    };

    private static bool Flag(string name, string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => throw new FormatException($"has the option {name}, which must be true or false"),
    };
}
