using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using October.Tasks.Redis.Connections;

namespace October.Tasks.Redis.Topology;

/// <summary>
/// Where the primary is, for everything that connects. The client library's own support of Sentinel logs in to the Sentinels with the password of Redis, and
/// believes the first that answers. Here the address is the one that most of them name: one that is cut off from the others may name a primary of before.
/// </summary>
internal static class PrimaryLocator
{
    /// <summary>How long a Sentinel, or the primary, may take.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>The same settings with the address of the primary, and without Sentinels or a cluster. Uses the calling thread and no other.</summary>
    /// <param name="settings">Those of a process; they stay as they are when they have neither.</param>
    /// <exception cref="PrimaryUnknownException">No Sentinel names a primary, or who is named is none; or no node of a cluster serves the keys.</exception>
    public static RedisSettings Locate(RedisSettings settings)
    {
        if (settings.Cluster is { } cluster)
            return SlotLocator.Locate(settings, cluster, Timeout);
        if (settings.Sentinel is not { } sentinel)
            return settings;
        var (primary, _) = Poll(settings, sentinel);
        Require(primary);
        return primary;
    }

    /// <summary>The same on a thread of its own: those of the pool may all be taken.</summary>
    /// <exception cref="PrimaryUnknownException">No Sentinel names a primary, or who is named is none.</exception>
    public static Task<RedisSettings> LocateAsync(RedisSettings settings) =>
        settings.IsLocated ? OnOwnThreadAsync(() => Locate(settings)) : Task.FromResult(settings);

    /// <summary>
    /// Whether most of the Sentinels, not only of those that answer, name another primary than this one; or another node of the cluster has its keys.
    /// </summary>
    public static Task<bool> HasMovedAsync(RedisSettings settings, RedisSettings primary) =>
        settings.Cluster is { } cluster ? OnOwnThreadAsync(() => SlotLocator.HasMoved(settings, cluster, primary, Timeout))
        : settings.Sentinel is not { } sentinel ? Task.FromResult(false)
        : OnOwnThreadAsync(() =>
        {
            try
            {
                var (named, votes) = Poll(settings, sentinel);
                return votes > sentinel.Addresses.Count / 2 && (named.Host, named.Port) != (primary.Host, primary.Port);
            }
            catch (PrimaryUnknownException)
            {
                return false;
            }
        });

    private static Task<T> OnOwnThreadAsync<T>(Func<T> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>What most of the Sentinels name, and how many they are.</summary>
    /// <exception cref="PrimaryUnknownException">None of them names a primary.</exception>
    internal static (RedisSettings Primary, int Votes) Poll(RedisSettings settings, SentinelSettings sentinel)
    {
        var votes = new Dictionary<DnsEndPoint, int>();
        var problems = new List<(SentinelProblem Kind, string Text)>();
        foreach (var address in sentinel.Addresses)
        {
            try
            {
                if (Named(settings, sentinel, address) is not { } named)
                    problems.Add((SentinelProblem.Unknown, $"{SentinelSettings.Text(address)} answers"));
                else if ((votes[named] = votes.GetValueOrDefault(named) + 1) > sentinel.Addresses.Count / 2)
                    break;
            }
            catch (RedisErrorException exception)
            {
                var wantsLogin = exception.Message.StartsWith("NOAUTH", StringComparison.Ordinal);
                problems.Add((SentinelProblem.Refused,
                    $"{SentinelSettings.Text(address)} {(wantsLogin ? "wants a password of its own: REDIS_SENTINEL_PASSWORD" : exception.Message)}"));
            }
            catch (Exception exception) when (IsOfConnection(exception))
            {
                problems.Add((SentinelProblem.Silent, $"{SentinelSettings.Text(address)} {Reason(exception)}"));
            }
        }

        if (votes.Count == 0)
            throw new PrimaryUnknownException(Explain(sentinel, problems));
        var (primary, count) = votes.MaxBy(static vote => vote.Value);
        return (settings with { Host = primary.Host, Port = primary.Port, Sentinel = null }, count);
    }

    /// <summary>The primary by a Sentinel's account; null when it knows none of this name.</summary>
    private static DnsEndPoint? Named(RedisSettings settings, SentinelSettings sentinel, DnsEndPoint address)
    {
        var login = settings with
        {
            Host = address.Host,
            Port = address.Port,
            Database = 0,
            User = sentinel.User,
            Password = sentinel.Password,
            PasswordFile = sentinel.PasswordFile,
            Tls = sentinel.Tls,
            Sentinel = null,
        };
        using var connection = BlockingConnection.Open(login, Timeout);
        return connection.List("SENTINEL", "get-master-addr-by-name", sentinel.MasterName) switch
        {
            [{ Length: > 0 } host, var port] when ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                new DnsEndPoint(host, number),
            null => null,
            _ => throw new RedisErrorException("answers with what is no address"),
        };
    }

    /// <summary>Sentinels name the old primary until they agree that it is gone, and for a moment after another one has taken its place.</summary>
    private static void Require(RedisSettings primary)
    {
        try
        {
            using var connection = BlockingConnection.Open(primary, Timeout);
            if (connection.Text("INFO", "replication")?.Contains("role:slave", StringComparison.Ordinal) == true)
                throw new PrimaryUnknownException($"Sentinel names {primary}, which is a replica");
        }
        catch (RedisErrorException)
        {
            // Whoever may not log in, or not know, learns it at the first command.
        }
        catch (Exception exception) when (IsOfConnection(exception))
        {
            throw new PrimaryUnknownException($"Sentinel names {primary}, which does not answer ({Reason(exception)})");
        }
    }

    internal static string Reason(Exception exception) => exception is SocketException socket ? socket.SocketErrorCode.ToString() : exception.Message;

    internal static bool IsOfConnection(Exception exception) =>
        exception is SocketException or IOException or UnauthorizedAccessException or AuthenticationException or CryptographicException;

    private static string Explain(SentinelSettings sentinel, List<(SentinelProblem Kind, string Text)> problems)
    {
        var worst = problems.Select(static problem => problem.Kind).DefaultIfEmpty().Max();
        var problem = worst switch
        {
            SentinelProblem.Refused => $"none of the {problems.Count} Sentinels says where the primary {sentinel.MasterName} is",
            SentinelProblem.Unknown => $"Sentinel knows no primary named {sentinel.MasterName}",
            _ => $"none of the {problems.Count} Sentinels answers",
        };
        return $"{problem} ({string.Join("; ", problems.Select(static one => one.Text))})";
    }

    private enum SentinelProblem
    {
        Silent,
        Unknown,
        Refused,
    }
}
