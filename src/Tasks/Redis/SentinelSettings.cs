using System.Net;

namespace October.Tasks.Redis;

/// <summary>The Sentinels that say which Redis is the primary, and how to log in to them.</summary>
public sealed record SentinelSettings
{
    /// <summary>The port of a Sentinel that names none.</summary>
    internal const int DefaultPort = 26379;

    /// <summary>The name that they know the primary by: Celery's <c>master_name</c>.</summary>
    public string MasterName { get; init; } = "";

    /// <summary>Where they are.</summary>
    public IReadOnlyList<DnsEndPoint> Addresses { get; init; } = [];

    /// <summary>Their ACL user, or null for the default user.</summary>
    public string? User { get; init; }

    /// <summary>Their own password, or null for none: the one of Redis is not sent to them.</summary>
    public string? Password { get; init; }

    /// <summary>The file that password is read from at each connection attempt; wins over <see cref="Password"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>True when they are reached by TLS, with the certificates of the settings of Redis.</summary>
    public bool Tls { get; init; }

    /// <summary>Their addresses and the primary's name, without credentials.</summary>
    public override string ToString() => $"{string.Join(';', Addresses.Select(Text))} {MasterName}";

    /// <summary>An address as it is written.</summary>
    internal static string Text(DnsEndPoint address) =>
        address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]:{address.Port}" : $"{address.Host}:{address.Port}";
}
