using System.Globalization;
using October.Tasks.Redis;
using October.Tasks.Redis.Connections;
using October.Tasks.Redis.Scripts;
using October.Tasks.Redis.Topology;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// Renews the visibility timeout from a thread and a connection of its own. Handlers may take every thread of the pool, which the <see cref="Heartbeat"/> and
/// the client library need: what runs would then be redelivered while it still runs.
/// </summary>
internal sealed class RenewalThread(RedisSettings redis, string session, TimeSpan visibilityTimeout)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.5);

    private readonly string[] _keys = [RedisKeys.Visibility, RedisKeys.InFlight(session)];
    private readonly string[] _values = [session, ((long)visibilityTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)];

    /// <summary>Starts to renew until cancelled; the task ends when the thread has.</summary>
    public Task Start(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Renew(cancellationToken);
            }
            finally
            {
                ended.SetResult();
            }
        })
        { IsBackground = true, Name = "visibility timeout" };
        thread.Start();
        return ended.Task;
    }

    private void Renew(CancellationToken cancellationToken)
    {
        BlockingConnection? connection = null;
        while (!cancellationToken.WaitHandle.WaitOne(visibilityTimeout / 3))
        {
            try
            {
                connection ??= BlockingConnection.Open(PrimaryLocator.Locate(redis), Timeout);
                connection.Run(redis, Script.Renew, _keys, _values);
            }
#pragma warning disable CA1031 // Whatever it is, it must not end the process; the next turn begins anew.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The heartbeat, which has met the same or renews without this thread, says what is wrong.
                connection?.Dispose();
                connection = null;
            }
        }

        connection?.Dispose();
    }
}
