using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using October.Tasks.Telemetry;

namespace October.Tasks.Configuration;

/// <summary>
/// How many connections there may be at once at a port. Each takes memory for as long as its client likes, whether anything is asked on it or not. Where there
/// are as many, the one on which nothing was asked for longest makes room for a new one, so that nobody keeps others out by connections alone; one on which
/// a request is being answered never does.
/// </summary>
internal sealed partial class ConnectionLimit(int most, ILogger<ConnectionLimit> logger, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>The longest first.</summary>
    private readonly LinkedList<Connection> _idle = [];

    private readonly LogRepeats _repeats = new(time);
    private int _count;

    /// <summary>Bounds the connections at a port.</summary>
    /// <param name="listen">The port.</param>
    /// <param name="most">So many; 0 for any number.</param>
    public static void Bound(ListenOptions listen, int most)
    {
        if (most == 0)
            return;
        var services = listen.ApplicationServices;
        var limit = new ConnectionLimit(most, services.GetRequiredService<ILogger<ConnectionLimit>>(), services.GetRequiredService<TimeProvider>());
        listen.Use(next => connection => limit.RunAsync(connection, next));
    }

    private async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var connection = new Connection(this, context);
        if (!Enter(connection))
            return;
        context.Features.Set(connection);
        try
        {
            await next(context);
        }
        finally
        {
            Leave(connection);
        }
    }

    /// <summary>False where all that there are have requests.</summary>
    private bool Enter(Connection connection)
    {
        bool isFull;
        Connection? longest;
        lock (_lock)
        {
            isFull = _count >= most;
            longest = isFull ? _idle.First?.Value : null;
            if (longest is not null)
                Out(longest);
            if (!isFull || longest is not null)
            {
                _count++;
                _idle.AddLast(connection.Place);
            }
        }

        if (isFull && _repeats.IsNew("", ""))
            LogFull(most);
        longest?.Context.Abort(new ConnectionAbortedException("Another connection takes its place."));
        return !isFull || longest is not null;
    }

    private void Leave(Connection connection)
    {
        lock (_lock)
        {
            if (!connection.IsOut)
                Out(connection);
        }
    }

    private void Out(Connection connection)
    {
        _count--;
        connection.IsOut = true;
        if (connection.Place.List is not null)
            _idle.Remove(connection.Place);
    }

    private void Move(Connection connection, bool isIdle)
    {
        lock (_lock)
        {
            if (connection.IsOut)
                return;
            if (connection.Place.List is not null)
                _idle.Remove(connection.Place);
            if (isIdle)
                _idle.AddLast(connection.Place);
        }
    }

    [LoggerMessage(LogLevel.Warning, "There are {Most} connections, as many as MAX_CONNECTIONS lets there be: the longest idle ones make room for new ones")]
    private partial void LogFull(int most);

    /// <summary>One connection, as its requests know it.</summary>
    internal sealed class Connection
    {
        private readonly ConnectionLimit _limit;

        public Connection(ConnectionLimit limit, ConnectionContext context) => (_limit, Context, Place) = (limit, context, new(this));

        public ConnectionContext Context { get; }

        public LinkedListNode<Connection> Place { get; }

        /// <summary>It counts no more.</summary>
        public bool IsOut { get; set; }

        public void Begin() => _limit.Move(this, isIdle: false);

        public void End() => _limit.Move(this, isIdle: true);
    }
}
