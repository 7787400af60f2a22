using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.Tasks.Control;
using October.Tasks.Events;
using October.Tasks.Handlers;
using October.Tasks.Redis;
using October.Tasks.Telemetry;
using Prometheus;
using StackExchange.Redis;

namespace October.Tasks.Consumer;

/// <summary>
/// Takes tasks from queues and runs them: at least once each, with exactly one recorded result. It survives any Redis outage,
/// and hands back what it has not finished when it is told to stop.
/// </summary>
public sealed partial class TaskConsumer
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(4);

    private readonly RedisConnection _redis;
    private readonly ConsumerSettings _settings;
    private readonly TaskRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConsumerMetrics _metrics;
    private readonly LeaseStore _store;
    private readonly HeldMessages _held;
    private readonly Settler _settler;
    private readonly Fetcher _fetcher;
    private readonly TaskRunner _runner;
    private readonly EventPublisher _news;
    private readonly TaskEvents? _events;
    private readonly ControlListener _control;
    private readonly RevokedIds _revoked = new();
    private readonly AsyncSignal _signal;
    private readonly Channel<Delivery> _ready = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly CancellationTokenSource _handBack = new();
    private readonly Random _random;
    private double _meanSeconds = 0.1;
    private int _suspectRuns;
    private volatile bool _draining;

    /// <summary>Puts a consumer together; <see cref="RunAsync"/> starts it.</summary>
    public TaskConsumer(RedisConnection redis, TaskRegistry registry, ConsumerSettings settings, IMetricFactory metrics, TimeProvider time, ILogger<TaskConsumer> log)
    {
        (_redis, _registry, _settings, _time, _log) = (redis, registry, settings, time, log);
        _random = new Random();
        _metrics = new ConsumerMetrics(metrics, registry.Names, settings);
        _store = new LeaseStore(redis, Session, settings);
        _signal = new AsyncSignal(time);
        _held = new HeldMessages(_signal);
        _news = new EventPublisher(redis, time);
        _events = settings.TaskEvents ? new TaskEvents(_news) : null;
        _control = new ControlListener(redis, RevokeAsync, log);
        _settler = new Settler(_store, _held, _metrics, _events, time, log);
        _runner = new TaskRunner(registry, time, _random);
        _fetcher = new Fetcher(
            _store, _held, _settler, _revoked, redis, settings, _metrics, _events, time, _signal, new QueueWatch(redis, settings.Queues, _signal),
            delivery => _ready.Writer.TryWrite(delivery), () => Volatile.Read(ref _meanSeconds), log);
    }

    /// <summary>The name under which this consumer holds its leases; new for every consumer.</summary>
    public string Session { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Since Redis last answered the fetching loop; what liveness is judged by.</summary>
    public TimeSpan SinceLastPoll => _fetcher.SinceLastPoll;

    /// <summary>True from the first answer of Redis until the order to stop.</summary>
    public bool IsReady => !_draining && _redis.ConnectedFor > TimeSpan.Zero && SinceLastPoll < TimeSpan.FromSeconds(5);

    /// <summary>Runs until told to stop; then finishes what runs, hands back the rest and returns.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var closing = new CancellationTokenSource();
        var settling = Task.Run(() => _settler.RunAsync(closing.Token), CancellationToken.None);
        var renewing = Task.Run(() => RenewAsync(closing.Token), CancellationToken.None);
        var running = Enumerable.Range(0, _settings.Concurrency).Select(_ => Task.Run(ServeAsync, CancellationToken.None)).ToArray();
        var listening = ListenAsync(stopping);
        await _redis.WhenConnectedAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var beating = new WorkerEvents(_news, () => _metrics.Running, () => _metrics.Processed, _time).RunAsync(stopping);
        var telling = _news.RunAsync(closing.Token);
        await _fetcher.RunAsync(stopping);

        _draining = true;
        _ready.Writer.TryComplete();
        LogDraining(_log, _held.Count);
        await DrainAsync(Task.WhenAll(running));
        _settler.Close();
        closing.CancelAfter(LastWords);
        await settling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await closing.CancelAsync();
        await Task.WhenAll(renewing, listening, beating, telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Nothing held, nothing leased: what is left, if anything, goes to the next worker when the lease runs out.
        if (settling.IsCompletedSuccessfully)
            await ((Task)_store.RenewAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LogStopped(_log, _held.Count);
    }

    /// <summary>Waits for what runs; what outlasts the grace is asked to stop, and handed back whether it does or not.</summary>
    private async Task DrainAsync(Task running)
    {
        await running.WaitAsync(_settings.Drain, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompleted)
            return;
        await _handBack.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(1), _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var delivery in _held.All)
            _settler.Add(delivery, new Outcome.GiveBack(delivery.Bytes));
    }

    private async Task ServeAsync()
    {
        await foreach (var delivery in _ready.Reader.ReadAllAsync(CancellationToken.None))
            _settler.Add(delivery, await DecideAsync(delivery));
    }

    private async Task<Outcome> DecideAsync(Delivery delivery)
    {
        if (_draining)
            return new Outcome.GiveBack(delivery.Bytes);
        if (_revoked.Contains(delivery.Task.Id))
            return Admission.Revoked(delivery.Task, "revoked", _time.GetUtcNow());
        if (delivery.Task.Deliveries < Redelivery.SuspectFrom)
            return await TimedAsync(delivery);
        // One suspect at a time: the others wait in Redis, not in a worker that may be about to die.
        if (Interlocked.CompareExchange(ref _suspectRuns, 1, 0) != 0)
            return new Outcome.Delay(_time.GetUtcNow() + TimeSpan.FromSeconds(0.5 + _random.NextDouble()), delivery.Bytes, null);
        try
        {
            return await TimedAsync(delivery);
        }
        finally
        {
            Volatile.Write(ref _suspectRuns, 0);
        }
    }

    private async Task<Outcome> TimedAsync(Delivery delivery)
    {
        var task = delivery.Task;
        _metrics.Started(delivery, task.SentAt is { } sent ? _time.GetUtcNow() - (task.Eta > sent ? task.Eta.Value : sent) : null);
        _events?.Started(task);
        using var span = Tracing.StartRun(task);
        using var scope = _log.BeginScope(new TaskScope(task));
        var start = _time.GetTimestamp();
        var outcome = await _runner.RunAsync(delivery, _handBack.Token);
        var took = _time.GetElapsedTime(start);
        _metrics.Ran(delivery, took);
        if (outcome is Outcome.Complete complete)
            outcome = complete with { Runtime = took };
        // Racing updates may lose a sample; a mean bears that.
        Volatile.Write(ref _meanSeconds, _meanSeconds * 0.95 + took.TotalSeconds * 0.05);
        if (outcome is Outcome.Complete { State: Results.TaskState.Failure })
        {
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error);
            LogFailed(_log, task.Id, task.Task);
        }

        return outcome;
    }

    /// <summary>Prolongs the lease on a clock of its own, whatever the other loops are waiting for.</summary>
    private async Task RenewAsync(CancellationToken closing)
    {
        using var timer = new PeriodicTimer(_settings.Lease / 3, _time);
        while (await timer.WaitForNextTickAsync(closing))
        {
            try
            {
                var before = _held.Count;
                var covered = await _store.RenewAsync();
                if (covered > before && covered > _held.Count)
                    _fetcher.Recover();
                _metrics.Holds(_held.Count);
                await _store.AnnounceAsync(_registry.Names, _time.GetUtcNow());
            }
            catch (QueueUnavailableException e)
            {
                LogNotRenewed(_log, e.Message);
            }
        }
    }

    /// <summary>Listens for what cannot wait for the next poll: new messages on an empty queue, and called-off tasks.</summary>
    private async Task ListenAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _redis.WhenConnectedAsync(stopping);
                await _store.AnnounceAsync(_registry.Names, _time.GetUtcNow());
                var subscriber = _redis.Subscriber();
                foreach (var queue in _settings.Queues)
                    await subscriber.SubscribeAsync(RedisChannel.Literal(RedisKeys.Wake(queue)), (_, _) => _signal.Set());
                await subscriber.SubscribeAsync(RedisChannel.Literal(RedisKeys.RevokeChannel), (_, id) => _revoked.Add(id.ToString()));
                await _control.SubscribeAsync(subscriber);
                await _redis.WhenReplacedAsync(stopping);
            }
            catch (Exception e) when (e is RedisException or QueueUnavailableException or TimeoutException or ObjectDisposedException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Every worker hears of it; the first to do so writes it down.</summary>
    private async Task RevokeAsync(string id)
    {
        if (!_revoked.Contains(id))
            await Revocation.WriteAsync(_redis, id);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "stopping: {Held} tasks in hand")]
    private static partial void LogDraining(ILogger log, int held);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopped; {Held} tasks left to their lease")]
    private static partial void LogStopped(ILogger log, int held);

    [LoggerMessage(Level = LogLevel.Warning, Message = "task {Id} ({Task}) failed")]
    private static partial void LogFailed(ILogger log, string id, string task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot renew the lease: {Reason}")]
    private static partial void LogNotRenewed(ILogger log, string reason);
}
