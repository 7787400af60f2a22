using October.Api.Security;
using October.Tasks.Client;
using October.Tasks.Configuration;

namespace October.Api;

/// <summary>The api's settings.</summary>
public sealed record ApiSettings
{
    private const string Key = "API_KEY";

    /// <summary>Proxies give up after 60 s, as nginx, or 50 s, as HAProxy as an ingress: an answer comes before that, also from a busy api.</summary>
    private static readonly TimeSpan DefaultMaxWait = TimeSpan.FromSeconds(45);

    /// <summary>What it shares with the worker.</summary>
    public required CommonSettings Common { get; init; }

    /// <summary>How tasks are sent.</summary>
    public TaskClientSettings Client { get; init; } = new();

    /// <summary>The keys that callers must show, as <see cref="Security.ApiKeyText"/> reads them; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The file that they were read from, and are read from again; null for none.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>The path under which a proxy serves the api, such as <c>/shop</c>; empty for none.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>Requests per second of one key, or of one address without a key; 0 for any number.</summary>
    public int RateLimit { get; init; }

    /// <summary>Names of hosts that requests may be for, such as <c>*.example.com</c>; <c>*</c> for any.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = ["*"];

    /// <summary>Requests of one key, or of one address without a key, that are under way at once; 0 for any number.</summary>
    public int MaxRequests { get; init; }

    /// <summary>The TCP port of the metrics; null for the api's own.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>True to refuse tasks that no worker has announced.</summary>
    public bool Strict { get; init; }

    /// <summary>The longest request body in bytes.</summary>
    public int MaxBody { get; init; } = 1024 * 1024;

    /// <summary>The longest <c>?wait=</c>.</summary>
    public TimeSpan MaxWait { get; init; } = DefaultMaxWait;

    /// <summary>Requests with <c>?wait=</c> of one key, or of one address without a key, that wait at once; 0 for any number.</summary>
    public int MaxWaits { get; init; } = 100;

    /// <summary>From "not ready" to the last accepted request, so that proxies have time to look elsewhere.</summary>
    public TimeSpan ShutdownDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long requests may go on after that.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Reads the environment.</summary>
    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static ApiSettings Read(SettingReader reader)
    {
        var common = CommonSettings.Read(reader, defaultPort: 8000);
        var key = reader.Secret(
            Key, "Key that callers must show in X-API-Key or as a bearer token; not for health. Or a line for each key: KEY send,read,operate.", out var file);
        // As a template leaves it whose value is missing: the api would be open to everybody.
        foreach (var name in key is null ? new[] { Key, Key + "_FILE" } : [])
            reader.RefuseEmpty(name, "name a key, or leave the variable out for an api that asks for none");
        return new ApiSettings
        {
            Common = common,
            ApiKey = Checked(key, file),
            ApiKeyFile = file,
            PathBase = ReadPathBase(reader),
            RateLimit = reader.Integer(
                "API_RATE_LIMIT", 1000, 0, 1_000_000, "Requests per second of one key, or of one address without a key; twice as many at once; 0: any number."),
            Hosts = Names(reader.List(
                "API_HOSTS", "*", "Names that callers know the api by, such as shop.example.com,*.internal: requests for others, but addresses, are 421.")),
            MaxRequests = reader.Integer(
                "API_MAX_REQUESTS", 1000, 0, 1_000_000, "Requests of one key, or of one address without a key, that are under way at once; 0: any number."),
            MetricsPort = Port(reader, common.Listen.Port),
            Client = new TaskClientSettings
            {
                Queue = reader.Queue("TASKS_QUEUE", "celery", "Queue that tasks are sent to."),
                Routes = reader.Routes("TASKS_ROUTES"),
                MaxQueueLength = reader.Integer(
                    "TASKS_MAX_QUEUE_LENGTH",
                    100_000,
                    0,
                    int.MaxValue,
                    "Tasks that wait in one queue, or are delayed, from which on new ones are refused with 503; 0 for no limit."),
                MaxMemoryPercent = reader.Integer(
                    "TASKS_MAX_MEMORY_PERCENT", 90, 0, 100, "Percent of Redis' maxmemory in use from which on new tasks are refused with 503; 0 for no limit."),
                OwnIdTtl = reader.Duration(
                    "TASKS_ID_TTL",
                    TimeSpan.FromDays(1),
                    TimeSpan.FromSeconds(1),
                    "How long a task_id that a caller chose is remembered, beside its result: as long as a task may wait in its queue."),
                Origin = "october-api@" + Environment.MachineName,
            },
            Strict = reader.Boolean(
                "TASKS_STRICT", false, "Refuse tasks that no worker has announced within the last minute: with 503 where its workers may come back, else 404."),
            MaxBody = reader.Integer(
                "API_MAX_BODY", 1024 * 1024, 1024, int.MaxValue, "Longest request body in bytes. Workers refuse messages of more than 64 MiB."),
            MaxWait = reader.Duration(
                "API_MAX_WAIT",
                DefaultMaxWait,
                TimeSpan.Zero,
                "Longest ?wait= of a result; a longer one ends then. Below the time after which a proxy in front gives up."),
            MaxWaits = reader.Integer(
                "API_MAX_WAITS", 100, 0, 1_000_000, "Requests with ?wait= of one key, or of one address without a key, that wait at once; 0: any number."),
            ShutdownDelay = reader.Duration(
                "SHUTDOWN_DELAY", TimeSpan.FromSeconds(1), TimeSpan.Zero, "From answering \"not ready\" to accepting no more requests."),
            Drain = reader.Duration("API_DRAIN", TimeSpan.FromSeconds(20), TimeSpan.Zero, "How long running requests may go on after that."),
        };
    }

    private static string ReadPathBase(SettingReader reader)
    {
        const string Name = "API_PATH_BASE";
        var path = reader.Text(Name, "Path under which a proxy serves the api, such as /shop, whether it removes it from requests or not.") ?? "";
        return Http.PathBase.Problem(path) is { } problem ? throw new SettingException(Name, $"{problem}.") : path;
    }

    /// <exception cref="SettingException">It has no key.</exception>
    private static string? Checked(string? keys, string? file)
    {
        try
        {
            if (keys is not null)
                ApiKeyText.Read(keys);
            return keys;
        }
        catch (FormatException exception)
        {
            throw new SettingException(file is null ? Key : Key + "_FILE", $"{(file is null ? "" : "names a file that ")}{exception.Message}.");
        }
    }

    /// <exception cref="SettingException">One is no name of a host.</exception>
    private static IReadOnlyList<string> Names(IReadOnlyList<string> hosts) =>
        hosts.FirstOrDefault(static host => host != "*" && Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host)
            is not (UriHostNameType.Dns or UriHostNameType.IPv4)) is { } wrong
            ? throw new SettingException("API_HOSTS", $"names \"{wrong}\", which is no name of a host: without scheme, port and path.")
            : hosts;

    private static int? Port(SettingReader reader, int own) =>
        reader.Integer("METRICS_PORT", 0, 0, 65535, "TCP port to serve /metrics at, and nothing else; 0 for the same as PORT, where it needs the key.") switch
        {
            0 => null,
            var port when port == own => throw new SettingException("METRICS_PORT", "must be another port than PORT."),
            var port => port,
        };
}
