using System.Globalization;
using System.Net;
using October.Tasks.Redis.Connections;

namespace October.Tasks.Redis.Topology;

/// <summary>
/// Which node of a Redis Cluster serves the keys. Nodes are not asked for their table of the cluster, which may be old: they are sent a command on a key, and
/// redirect it to the node that they believe to serve it, by the address that the cluster announces to its clients. Only who carries it out is the one. It is
/// a write, which a node that is cut off from most of the others refuses. Uses the calling thread and no other.
/// </summary>
internal static class SlotLocator
{
    /// <summary>Longer is no way from one node to another, but round in circles.</summary>
    private const int Longest = 5;

    /// <summary>The same settings with the address of the node, and without the cluster.</summary>
    /// <exception cref="PrimaryUnknownException">No node leads to it.</exception>
    public static RedisSettings Locate(RedisSettings settings, ClusterSettings cluster, TimeSpan timeout)
    {
        var problems = new List<string>();
        foreach (var address in cluster.Addresses)
        {
            if (Follow(settings with { Host = address.Host, Port = address.Port, Cluster = null }, timeout, problems) is { } found)
                return found;
        }

        throw new PrimaryUnknownException(
            $"no node of the Redis Cluster leads to the one that serves {{{settings.Layout.HashTag}}} ({string.Join("; ", problems)})");
    }

    /// <summary>Whether the node that was found last does not serve the keys any more, and another one does.</summary>
    public static bool HasMoved(RedisSettings settings, ClusterSettings cluster, RedisSettings node, TimeSpan timeout)
    {
        try
        {
            if (Ask(node, timeout) is { IsServed: true })
                return false;
        }
        catch (Exception exception) when (PrimaryLocator.IsOfConnection(exception) || exception is RedisErrorException)
        {
            // The others may know more.
        }

        try
        {
            var other = Locate(settings, cluster, timeout);
            return (other.Host, other.Port) != (node.Host, node.Port);
        }
        catch (PrimaryUnknownException)
        {
            return false;
        }
    }

    private static RedisSettings? Follow(RedisSettings node, TimeSpan timeout, List<string> problems)
    {
        var way = "";
        for (var i = 0; i < Longest; i++)
        {
            way += $"{(i == 0 ? "" : " names ")}{SentinelSettings.Text(new DnsEndPoint(node.Host, node.Port))}";
            try
            {
                var answer = Ask(node, timeout);
                if (answer.IsServed)
                    return node;
                if (answer.Other is not { } other)
                {
                    problems.Add($"{way}: {answer.Problem}");
                    return null;
                }

                node = node with { Host = other.Host.Length == 0 ? node.Host : other.Host, Port = other.Port };
            }
            catch (RedisErrorException exception)
            {
                problems.Add($"{way}: {exception.Message}");
                return null;
            }
            catch (Exception exception) when (PrimaryLocator.IsOfConnection(exception))
            {
                problems.Add($"{way}{(i == 0 ? "" : ", which does not answer")}: {PrimaryLocator.Reason(exception)}");
                return null;
            }
        }

        problems.Add($"{way}, and so on");
        return null;
    }

    private static Answer Ask(RedisSettings node, TimeSpan timeout)
    {
        using var connection = BlockingConnection.Open(node, timeout);
        if (connection.Text("INFO", "cluster")?.Contains("cluster_enabled:1", StringComparison.Ordinal) == false)
            return new Answer { Problem = "is a Redis on its own, no node of a cluster: name it with redis:// or rediss:// if that is meant" };
        try
        {
            // There is no such key.
            connection.Command("DEL", node.Layout.Place(RedisKeys.Probe));
            return new Answer { IsServed = true };
        }
        catch (RedisErrorException exception)
        {
            return Read(exception.Message);
        }
    }

    /// <summary>What an error means. Pure.</summary>
    internal static Answer Read(string error)
    {
        if (error.StartsWith("MOVED", StringComparison.Ordinal))
        {
            var address = error[(error.LastIndexOf(' ') + 1)..];
            var colon = address.LastIndexOf(':');
            // Without a host it is the same one, at another port.
            return colon >= 0 && (colon == 0 || Uri.CheckHostName(address[..colon]) != UriHostNameType.Unknown)
                && ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? new Answer { Other = (address[..colon], port) }
                : new Answer { Problem = $"names {address}, which is no address: the nodes must announce one to their clients" };
        }

        string[] unable = ["CLUSTERDOWN", "LOADING", "MASTERDOWN"];
        return Array.Exists(unable, code => error.StartsWith(code, StringComparison.Ordinal))
            ? new Answer { Problem = error }
            // While the keys are being moved away it serves them still. Who lacks a right, or finds it out of order, learns it at the first request.
            : new Answer { IsServed = true };
    }

    /// <summary>What a node answers: that it serves the keys, who else does, or what is wrong with it.</summary>
    internal readonly record struct Answer
    {
        public bool IsServed { get; init; }

        public (string Host, int Port)? Other { get; init; }

        public string? Problem { get; init; }
    }
}
