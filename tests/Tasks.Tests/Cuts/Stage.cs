using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Redis;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Cuts;

/// <summary>A sender and a worker, each behind a proxy that may cut it, on a database of their own. Who dies is replaced, as by Kubernetes.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly RedisServer _server;
    private readonly int _database;
    private readonly CuttingProxy _senderProxy;
    private readonly CuttingProxy _workerProxy;
    private RunningConsumer? _first;
    private RunningConsumer? _survivor;
    private int _survivors;
    private RedisConnection _sender;
    private Task _replacing = Task.CompletedTask;

    public Stage(RedisServer server, int database, IDatabase raw, Story story, Cut? cut)
    {
        (_server, _database, Raw) = (server, database, raw);
        Tape = new Tape(cut, story.CountsRenewals);
        _senderProxy = new CuttingProxy(server, Tape, cut is { Dies: true });
        _workerProxy = new CuttingProxy(server, Tape, cut is { Dies: true });
        _sender = Connect(_senderProxy.Port);
    }

    public static ConsumerSettings Settings => new()
    {
        Concurrency = 1,
        VisibilityTimeout = TimeSpan.FromMilliseconds(600),
        MaxPoll = TimeSpan.FromMilliseconds(50),
        Drain = TimeSpan.FromMilliseconds(50),
        MaxDeliveries = 3,
    };

    public Tape Tape { get; }

    /// <summary>Redis itself, without a proxy.</summary>
    public IDatabase Raw { get; }

    /// <summary>The worker that may be cut.</summary>
    public RunningConsumer Worker => _first!;

    /// <summary>The final states of the story's tasks.</summary>
    public Dictionary<string, string> Expected { get; } = new(StringComparer.Ordinal);

    /// <summary>A new id, which ends in this state.</summary>
    public string Expect(string state)
    {
        var id = Guid.NewGuid().ToString();
        Expected[id] = state;
        return id;
    }

    /// <summary>Calls again until it is accepted, always under the same id, as a caller of the api would.</summary>
    public async Task<string> SendAsync(string task, string args, string expected, EnqueueOptions? options = null)
    {
        var id = Guid.NewGuid().ToString();
        await InsistAsync(client =>
            client.EnqueueAsync(
                task,
                Encoding.UTF8.GetBytes(args),
                "{}"u8.ToArray(),
                (options ?? new()) with { TaskId = id },
                TestContext.Current.CancellationToken));
        Expected[id] = expected;
        return id;
    }

    public Task RevokeAsync(string id) => InsistAsync(client => client.RevokeAsync(id));

    public void StartWorker()
    {
        _first = new RunningConsumer(new RedisSettings { Port = _workerProxy.Port, Password = RedisServer.Password, Database = _database }, Settings);
        _replacing = ReplaceAsync();

        async Task ReplaceAsync()
        {
            await _workerProxy.Died;
            StartSurvivor();
        }
    }

    /// <summary>Another worker, which nothing disturbs; one is enough.</summary>
    public void StartSurvivor()
    {
        if (Interlocked.Exchange(ref _survivors, 1) > 0)
            return;
        _survivor = new RunningConsumer(_server.Settings with { Database = _database }, Settings);
        _survivor.Gate.SetResult();
    }

    /// <summary>SIGTERM; a worker that dies of it need not come back.</summary>
    public Task StopWorkerAsync() => Task.WhenAny(Worker.StopAsync(), _workerProxy.Died);

    /// <summary>Ends those who live. The dead wait in vain for Redis before they end, which <see cref="DeadLetterAsync"/> leaves to them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_workerProxy.Died.IsCompleted)
            await _replacing;
        else
            await DeadLetterAsync();
        if (_survivor is not null)
            await _survivor.DisposeAsync();
        await _sender.DisposeAsync();
        await _senderProxy.DisposeAsync();
    }

    /// <summary>Ends the first worker, once, and then its way to Redis.</summary>
    public async Task DeadLetterAsync()
    {
        if (Interlocked.Exchange(ref _first, null) is not { } first)
            return;
        await first.DisposeAsync();
        await _workerProxy.DisposeAsync();
    }

    private async Task InsistAsync(Func<TaskClient, Task> call)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await call(new TaskClient(_sender, new TaskClientSettings { RetryFor = TimeSpan.Zero }, TimeProvider.System));
                    return true;
                }
                catch (QueueUnavailableException)
                {
                    if (_senderProxy.Died.IsCompleted)
                    {
                        await _sender.DisposeAsync();
                        _sender = Connect(_server.Port);
                    }

                    return false;
                }
            },
            "the call is answered");
    }

    private RedisConnection Connect(int port) =>
        new(_server.Settings with { Port = port, Database = _database }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
}
