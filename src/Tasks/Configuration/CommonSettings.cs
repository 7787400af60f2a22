using System.Net;
using October.Tasks.Redis;

namespace October.Tasks.Configuration;

/// <summary>What the api and the worker have in common.</summary>
/// <param name="Redis">Where Redis is.</param>
/// <param name="Listen">Where the process serves HTTP.</param>
/// <param name="LogFormat"><c>json</c>, <c>text</c> or <c>none</c>.</param>
public sealed record CommonSettings(RedisSettings Redis, IPEndPoint Listen, string LogFormat)
{
    /// <summary>Whether spans are exported by OTLP.</summary>
    public bool ExportsSpans { get; init; }

    /// <summary>Connections to a port at once, of which the longest idle ones make room for new ones; 0 for any number.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Reads the variables.</summary>
    /// <exception cref="SettingException">One of them cannot be used.</exception>
    public static CommonSettings Read(SettingReader reader, int defaultPort)
    {
        var url = reader.Text(
            "REDIS_URL",
            "Address of Redis: redis[s]://[[user]:password@]host[:port][/database][?ssl_…], or of Sentinels: sentinel://…;sentinel://…, or of nodes of a "
                + "Redis Cluster: redis[s]+cluster://[[user]:password@]host[:port],host[:port]….",
            "redis://127.0.0.1:6379/0");
        var password = reader.Secret(
            "REDIS_PASSWORD", "Password of Redis; wins over one in REDIS_URL. A file is read again when the connection is.", out var file);
        var evicts = reader.Boolean(
            "REDIS_ALLOW_EVICTION", false, "Send tasks although Redis may evict them: its maxmemory-policy is another than noeviction.");
        var sentinel = SentinelReader.Read(reader);
        var tag = ClusterReader.ReadTag(reader);
        var layout = LayoutSettings.Read(reader);
        var address = reader.Text("LISTEN_ADDRESS", "IP address to serve HTTP on.", "0.0.0.0") ?? "0.0.0.0";
        var port = reader.Integer("PORT", defaultPort, 0, 65535, "TCP port to serve HTTP on; 0 for any free one.");
        var connections = reader.Integer(
            "MAX_CONNECTIONS", 10_000, 0, 1_000_000, "Connections to a port at once, of which the longest idle ones make room for new ones; 0: any number.");
        var format = reader.Choice("LOG_FORMAT", "json", ["json", "text", "none"], "Form of the log on standard output: json, text or none.");
        var spans = reader.Text(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "Where to export spans by OTLP, such as http://collector:4317; OpenTelemetry's other OTEL_ variables hold, too.");
        // Checked here, for OpenTelemetry itself would fall back to a default without a word.
        if (spans is not null && (!Uri.TryCreate(spans, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https")))
            throw new SettingException("OTEL_EXPORTER_OTLP_ENDPOINT", "must be a URL such as http://collector:4317.");
        if (!IPAddress.TryParse(address, out var ip))
            throw new SettingException("LISTEN_ADDRESS", $"must be an IP address, not \"{address}\".");
        try
        {
            var redis = sentinel.Apply(RedisSettings.Parse(url ?? "redis://127.0.0.1:6379/0")) with { AllowEviction = evicts };
            redis = ClusterReader.Apply(tag, redis, layout);
            foreach (var pem in new[] { redis.CaFile, redis.CertificateFile, redis.KeyFile }.OfType<string>().Where(static pem => !File.Exists(pem)))
                throw new SettingException("REDIS_URL", $"names the file {pem}, which does not exist.");
            return new CommonSettings(password is null ? redis : redis with { Password = password, PasswordFile = file }, new IPEndPoint(ip, port), format)
            {
                ExportsSpans = spans is not null,
                MaxConnections = connections,
            };
        }
        catch (FormatException exception)
        {
            throw new SettingException("REDIS_URL", exception.Message + ".");
        }
    }
}
