using October.Operator.Desired.Redis;
using StackExchange.Redis;

namespace October.Operator.Execute.Redis;

/// <summary>
/// By <c>ACL SETUSER</c> (redis.io/docs/latest/operate/oss_and_stack/management/security/acl), in the words that Redis knows since version 6.2.
/// </summary>
internal sealed class RedisUsers : IRedisUsers
{
    private const int TimeoutMilliseconds = 3000;

    /// <summary>For all logins and commands together.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const string NoPermission = "NOPERM";

    /// <summary>Who logs in here may do nothing else.</summary>
    private static readonly CommandMap Commands = CommandMap.Create(
        new HashSet<string> { "ACL", "AUTH", "CLIENT", "ECHO", "PING", "SELECT" }, available: true);

    /// <inheritdoc/>
    public async Task SetAsync(RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await SetWithinAsync(redis, accounts, ended, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{redis} has not taken the new password within {Limit.TotalSeconds:0} s", exception);
        }
    }

    private static async Task SetWithinAsync(
        RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended, CancellationToken cancellationToken)
    {
        var isRefused = false;
        foreach (var (user, password) in redis.Logins)
        {
            try
            {
                await using var connection = await ConnectAsync(Options(redis, user, password), cancellationToken);
                var server = connection.GetDatabase();
                // One command for each user: there is no moment with no password at all.
                foreach (var account in accounts)
                    await server.ExecuteAsync("ACL", ["SETUSER", account.Name, .. Words(account)]).WaitAsync(cancellationToken);
                // Redis does not say which password a session began with: all of them begin anew, with one that is accepted.
                if (ended is not null)
                    await server.ExecuteAsync("CLIENT", "KILL", "USER", ended, "SKIPME", "yes").WaitAsync(cancellationToken);
                return;
            }
            catch (RedisServerException exception) when (exception.Message.StartsWith(NoPermission, StringComparison.Ordinal))
            {
                isRefused = true;
            }
            catch (RedisConnectionException exception) when (IsLogin(exception) || IsLogin(exception.InnerException))
            {
                // The next one, then.
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                throw new IOException($"{redis} does not take the new password ({exception.GetType().Name})", exception);
            }
        }

        throw new IOException(isRefused
            ? $"{redis} does not know the operator's password, which was lost: start redis again, so that it reads its users anew"
            : $"{redis} accepts none of the passwords that it should");
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            return await connecting.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = CloseAsync(connecting);
            throw;
        }
    }

    /// <summary>Nobody waits for it any more; it would stay open.</summary>
    private static async Task CloseAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            await using var connection = await connecting;
        }
        catch (RedisException)
        {
            // It has not been opened.
        }
    }

    private static IEnumerable<object> Words(RedisAccount account) =>
        ["reset", "on", .. account.Passwords.Select(password => $">{password}"), .. account.Rights.Split(' ')];

    private static bool IsLogin(Exception? exception) => exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure };

    private static ConfigurationOptions Options(RedisEndpoint redis, string user, string password)
    {
        var options = Plain(redis, user, password);
        if (redis.Tls is var (host, authorities))
        {
            (options.Ssl, options.SslHost) = (true, host);
            options.CertificateValidation += (_, presented, chain, errors) => PrivateAuthorities.Trust(authorities, presented, chain, errors);
        }

        return options;
    }

    private static ConfigurationOptions Plain(RedisEndpoint redis, string user, string password) => new()
    {
        EndPoints = { { redis.Host, redis.Port } },
        User = user,
        Password = password,
        Protocol = RedisProtocol.Resp2,
        CommandMap = Commands,
        TieBreaker = "",
        ConfigurationChannel = "",
        SetClientLibrary = false,
        ConnectTimeout = TimeoutMilliseconds,
        AsyncTimeout = TimeoutMilliseconds,
        ConnectRetry = 0,
        AbortOnConnectFail = true,
        AllowAdmin = true,
        Tunnel = new ShortAnswers(),
    };
}
