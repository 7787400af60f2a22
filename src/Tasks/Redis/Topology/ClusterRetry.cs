namespace October.Tasks.Redis.Topology;

/// <summary>
/// Sends again what a node of a Redis Cluster has redirected: it was not carried out. Until the keys have arrived at another node, and while the connection to
/// that one is being made, a caller waits for a moment, as for a slow answer.
/// Who sends a task does so again and again, for as long as its client is set to.
/// </summary>
internal static class ClusterRetry
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Makes the request until it is not redirected, or for too long.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not carry it out, or did not answer.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> request, TimeProvider time)
    {
        var start = time.GetTimestamp();
        for (var isRedirected = false; ;)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException exception)
                when ((exception.IsRedirect || (isRedirected && exception.IsUnsent)) && time.GetElapsedTime(start) < Limit)
            {
                isRedirected = true;
            }

            await Task.Delay(Pause, time);
        }
    }
}
