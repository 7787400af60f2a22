using System.Text.RegularExpressions;
using October.Tasks.Redis;

namespace October.Tasks.Configuration;

/// <summary>What a service is given about Sentinels beside their addresses in <c>REDIS_URL</c>.</summary>
internal sealed partial class SentinelReader
{
    private const string Master = "REDIS_SENTINEL_MASTER";
    private const string UserName = "REDIS_SENTINEL_USER";
    private const string PasswordName = "REDIS_SENTINEL_PASSWORD";
    private const string TlsName = "REDIS_SENTINEL_TLS";
    private const string AsRedis = "auto";

    private string? _master;
    private string? _user;
    private string? _password;
    private string? _passwordFile;
    private string _tls = AsRedis;

    /// <summary>Reads the variables.</summary>
    /// <exception cref="SettingException">One of them cannot be used.</exception>
    public static SentinelReader Read(SettingReader reader)
    {
        var given = new SentinelReader
        {
            _master = reader.Text(Master, "Name of the primary, where REDIS_URL names Sentinels: Celery's master_name."),
            _user = reader.Text(UserName, "ACL user of the Sentinels, where it is not their default one."),
            _password = reader.Secret(
                PasswordName, "Password of the Sentinels themselves: that of Celery's sentinel_kwargs. A file is read again at each connection.", out var file),
            _tls = reader.Choice(TlsName, AsRedis, [AsRedis, "true", "false"], "Whether the Sentinels are reached by TLS; auto: as Redis is."),
        };
        given._passwordFile = file;
        return given._master is null || Name().IsMatch(given._master)
            ? given
            : throw new SettingException(Master, "must be letters, digits, dots, dashes and underscores.");
    }

    /// <summary>The settings of Redis with all that its Sentinels need.</summary>
    /// <exception cref="SettingException">Something is missing, or of no use.</exception>
    public RedisSettings Apply(RedisSettings redis)
    {
        if (redis.Sentinel is not { } sentinel)
            return Useless is { } name ? throw new SettingException(name, "is set, but REDIS_URL names no Sentinels: it must begin with sentinel://.") : redis;
        return redis with
        {
            Sentinel = sentinel with
            {
                MasterName = _master ?? throw new SettingException(Master, "is missing: REDIS_URL names Sentinels, which know the primary by a name."),
                User = _user,
                Password = _password,
                PasswordFile = _passwordFile,
                Tls = _tls == AsRedis ? redis.Tls : _tls == "true",
            },
        };
    }

    private string? Useless => _master is not null ? Master : _user is not null ? UserName : _password is not null ? PasswordName
        : _tls != AsRedis ? TlsName : null;

    [GeneratedRegex("^[A-Za-z0-9._-]+\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
