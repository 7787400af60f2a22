namespace October.Tasks.Redis;

/// <summary>Where Redis is and how to log in. Its text form never shows the password.</summary>
public sealed record RedisSettings
{
    /// <summary>Host name or address; with <see cref="Sentinel"/>, that of the first Sentinel, and with <see cref="Cluster"/> that of the first node.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = 6379;

    /// <summary>The Sentinels that say where Redis is; null when it is at <see cref="Host"/> and <see cref="Port"/>.</summary>
    public SentinelSettings? Sentinel { get; init; }

    /// <summary>The cluster that Redis is a node of; null when it is none. Its keys need a <see cref="KeyLayout.HashTag"/>.</summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>Number of the database.</summary>
    public int Database { get; init; }

    /// <summary>ACL user, or null for the default user.</summary>
    public string? User { get; init; }

    /// <summary>Password, or null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The file the password is read from at each connection attempt, so that it may be rotated; wins over <see cref="Password"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>True for TLS (<c>rediss://</c>).</summary>
    public bool Tls { get; init; }

    /// <summary>The file of the authorities that the server's certificate may come from, in PEM; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The file of the certificate that is shown to the server, in PEM; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The file of its key, in PEM; null when <see cref="CertificateFile"/> has it, too.</summary>
    public string? KeyFile { get; init; }

    /// <summary>False to accept any certificate of the server, and with it any server.</summary>
    public bool CheckCertificate { get; init; } = true;

    /// <summary>False to accept a certificate that is for another host.</summary>
    public bool CheckHostname { get; init; } = true;

    /// <summary>
    /// True to send tasks also when Redis may evict keys while its memory is full (any <c>maxmemory-policy</c> but <c>noeviction</c>): then it may drop
    /// accepted tasks, or their results.
    /// </summary>
    public bool AllowEviction { get; init; }

    /// <summary>Where keys are.</summary>
    public KeyLayout Layout { get; init; } = new();

    /// <summary>
    /// Reads <c>redis[s]://[[user]:password@]host[:port][/database][?ssl_…]</c>, <c>host[:port]</c>, or the addresses of Sentinels, as
    /// <c>sentinel://[[user]:password@]host[:port][/database][?ssl_…];sentinel://…</c>; these lack <see cref="SentinelSettings.MasterName"/> still. Nodes of a
    /// cluster: <c>redis[s]+cluster://[[user]:password@]host[:port],host[:port]…[?ssl_…]</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is neither; the message does not repeat it, for it may hold a password.</exception>
    public static RedisSettings Parse(string url) => RedisUrl.Parse(url);

    /// <summary>The password as it is now; null for none.</summary>
    /// <exception cref="IOException">The password file cannot be read.</exception>
    internal string? ReadPassword() =>
        (PasswordFile is { } file ? File.ReadAllText(file).TrimEnd('\r', '\n') : Password) is { Length: > 0 } password ? password : null;

    /// <summary>The address without credentials.</summary>
    public override string ToString() => Cluster is { } cluster ? $"{(Tls ? ClusterUrl.TlsScheme : ClusterUrl.Scheme)}://{cluster}"
        : Sentinel is { } sentinel ? string.Join(';', sentinel.Addresses.Select(
            (address, i) => $"sentinel://{SentinelSettings.Text(address)}{(i == 0 ? $"/{Database}" : "")}"))
        : $"{(Tls ? "rediss" : "redis")}://{Host}:{Port}/{Database}";

    /// <summary>What it is, in a sentence.</summary>
    internal string Place => Cluster is not null ? $"the node of the Redis Cluster that serves {Layout.Tag}"
        : Sentinel is { } sentinel ? $"the Redis primary {sentinel.MasterName}" : $"Redis at {Host}:{Port}";

    /// <summary>How long an answer may take.</summary>
    internal TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Whether others say where it is, for each connection anew.</summary>
    internal bool IsLocated => Sentinel is not null || Cluster is not null;
}
