using System.Security.Cryptography;
using StackExchange.Redis;

namespace October.Tasks.Redis.Connections;

/// <summary>How the client library connects.</summary>
internal static class ConnectionOptions
{
    /// <summary>The options of a connection to this Redis.</summary>
    /// <exception cref="IOException">A file that the settings name cannot be read.</exception>
    /// <exception cref="CryptographicException">A certificate cannot be used.</exception>
    public static ConfigurationOptions Of(RedisSettings settings)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { settings.Host, settings.Port } },
            User = settings.User,
            Password = settings.ReadPassword(),
            Ssl = settings.Tls,
            DefaultDatabase = settings.Database,
            // Scripts answer in the shapes of RESP2, on every server.
            Protocol = RedisProtocol.Resp2,
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = 2000,
            AsyncTimeout = (int)settings.AnswerTimeout.TotalMilliseconds,
            SyncTimeout = (int)settings.AnswerTimeout.TotalMilliseconds,
            KeepAlive = 2,
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            ReconnectRetryPolicy = new LinearRetry(250),
            // Fail at once when disconnected: the callers know how to wait, and for how long.
            BacklogPolicy = BacklogPolicy.FailFast,
            ClientName = "october",
            // One server: what the library asks and keeps for several needs rights, and is of no use.
            CommandMap = CommandMap.Create(new HashSet<string> { "CLUSTER" }, available: false),
            TieBreaker = "",
            ConfigurationChannel = "",
            SetClientLibrary = false,
            // INFO is one of the commands that the library wants to be told so.
            AllowAdmin = true,
        };
        if (settings.Tls)
            ServerCertificate.Apply(settings, options);
        return options;
    }
}
