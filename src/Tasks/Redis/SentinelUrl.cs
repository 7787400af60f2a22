using System.Net;
using System.Text.RegularExpressions;

namespace October.Tasks.Redis;

/// <summary>
/// Reads addresses of Sentinels as kombu writes them: <c>sentinel://[[user]:password@]host[:port][/database][?options];sentinel://…</c>. Login, database and
/// options are those of Redis, and stand in the first one. Pure.
/// </summary>
internal static partial class SentinelUrl
{
    public const string Scheme = "sentinel";

    /// <exception cref="FormatException">The addresses cannot be used.</exception>
    public static RedisSettings Parse(string urls)
    {
        var all = Separator().Split(urls).Where(static url => url.Length > 0).Select(RedisUrl.ParseOne).ToArray();
        var redis = all[0];
        foreach (var other in all.Skip(1))
        {
            if ((other.User ?? redis.User, other.Password ?? redis.Password) != (redis.User, redis.Password)
                || (other.Database != redis.Database && other.Database != 0))
                throw new FormatException("gives several Sentinels different logins or databases of Redis; write them once, in the first of the URLs");
            var same = other with { Host = redis.Host, Port = redis.Port, User = redis.User, Password = redis.Password, Database = redis.Database };
            if (other.Tls && same != redis)
                throw new FormatException("gives several Sentinels different options; write them once, in the first of the URLs");
        }

        var addresses = all.Select(static one => new DnsEndPoint(one.Host, one.Port)).Distinct();
        return redis with { Sentinel = new SentinelSettings { Addresses = [.. addresses], Tls = redis.Tls } };
    }

    /// <summary>A password may have a semicolon.</summary>
    [GeneratedRegex(";+(?=sentinel://|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Separator();
}
