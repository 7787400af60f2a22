using StackExchange.Redis;

namespace October.Tasks.Redis.Topology;

/// <summary>What the nodes of a Redis Cluster refuse because the keys are elsewhere, or on their way. Pure.</summary>
internal static class ClusterFault
{
    private static readonly string[] Redirects = ["MOVED ", "ASK ", "TRYAGAIN "];

    /// <summary>Whether a node says that it does not serve the keys, or not all of them: nothing was carried out.</summary>
    /// <param name="exception">What came of a request. The library knows one node only, and words a redirection as a failure to reach the other.</param>
    public static bool IsRedirect(Exception exception) =>
        exception is RedisServerException { Message: var message } && IsRedirect(message)
        || (exception is RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } library
            && library.Message.Contains("serving hashslot", StringComparison.Ordinal));

    /// <summary>The same by the words of the server.</summary>
    public static bool IsRedirect(string error) => Array.Exists(Redirects, code => error.StartsWith(code, StringComparison.Ordinal));

    /// <summary>
    /// Whether a node says that the cluster does not serve these keys at present; a script that may still read there meets it at its first write.
    /// </summary>
    public static bool IsDown(string error) =>
        error.StartsWith("CLUSTERDOWN", StringComparison.Ordinal) || error.Contains("while the cluster is down", StringComparison.Ordinal);
}
