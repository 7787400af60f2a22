using StackExchange.Redis;

namespace October.Operator.Execute.Redis;

/// <summary>By <c>ACL SETUSER</c> (redis.io/docs/latest/operate/oss_and_stack/management/security/acl), which Redis knows since version 6.</summary>
internal sealed class RedisUsers : IRedisUsers
{
    private const int TimeoutMilliseconds = 3000;

    /// <inheritdoc/>
    public async Task AcceptAsync(string host, int port, IReadOnlyList<string> accepted, IReadOnlyList<string> logins, CancellationToken cancellationToken)
    {
        foreach (var login in logins)
        {
            try
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(Options(host, port, login)).WaitAsync(cancellationToken);
                // One command: there is no moment with no password at all.
                await connection
                    .GetDatabase()
                    .ExecuteAsync("ACL", ["SETUSER", "default", "resetpass", .. accepted.Select(password => (object)$">{password}")])
                    .WaitAsync(cancellationToken);
                return;
            }
            catch (RedisConnectionException exception)
                when (exception.FailureType == ConnectionFailureType.AuthenticationFailure
                    || exception.InnerException is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure })
            {
                // The next one, then.
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                throw new IOException($"redis at {host}:{port} does not take the new password ({exception.GetType().Name})", exception);
            }
        }

        throw new IOException($"redis at {host}:{port} accepts none of the passwords that it should");
    }

    private static ConfigurationOptions Options(string host, int port, string password) => new()
    {
        EndPoints = { { host, port } },
        Password = password,
        ConnectTimeout = TimeoutMilliseconds,
        AsyncTimeout = TimeoutMilliseconds,
        ConnectRetry = 0,
        AbortOnConnectFail = true,
        AllowAdmin = true,
    };
}
