using Microsoft.Extensions.Logging;
using October.Tasks.Client;
using October.Tasks.Consumer.Acknowledging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;
using October.Tasks.Control;
using October.Tasks.Control.Commands;
using October.Tasks.Events;
using October.Tasks.Handlers;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Tasks.Schedules;
using Prometheus;

namespace October.Tasks.Consumer;

/// <summary>
/// Takes tasks from queues and runs them: at least once each, with exactly one recorded result. It survives any Redis outage, and requeues what it has
/// not finished when it is stopped.
/// </summary>
public sealed partial class TaskConsumer
{
    /// <summary>Every call to Redis ends within seconds, with an answer or without.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(1);

    /// <summary>For what runs beside the handlers.</summary>
    private static readonly int OwnThreads = Environment.ProcessorCount + 8;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(4);

    private readonly RedisConnection _redis;
    private readonly ConsumerSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MessageStore _store;
    private readonly InFlight _inFlight;
    private readonly Intake _intake;
    private readonly Poller _poller;
    private readonly Acknowledger _acknowledger;
    private readonly Slots _slots;
    private readonly Heartbeat _heartbeat;
    private readonly Notifications _notifications;
    private readonly EventPublisher _events;
    private readonly WorkerEvents _workerEvents;
    private readonly ServedQueues _queues;
    private readonly ControlListener? _control;
    private readonly UnservedLists _unserved;
    private readonly ScheduleRunner _schedules;
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;

    /// <summary>Puts a consumer together; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="redis">Where the queues are.</param>
    /// <param name="registry">The tasks that it runs.</param>
    /// <param name="settings">How it takes and runs them.</param>
    /// <param name="metrics">Where it counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For failures of tasks, and of Redis.</param>
    /// <param name="services">What handlers may use; null for nothing.</param>
    /// <exception cref="ArgumentException">One of the settings' queues has a name that no queue may have.</exception>
    public TaskConsumer(
        RedisConnection redis,
        TaskRegistry registry,
        ConsumerSettings settings,
        IMetricFactory metrics,
        TimeProvider time,
        ILogger<TaskConsumer> logger,
        IServiceProvider? services = null)
    {
        foreach (var queue in settings.Queues)
            QueueName.Require(queue);
        (_redis, _settings, _time, _logger) = (redis, settings, time, logger);
        var (revoked, signal) = (new RevokedIds(time), new AsyncSignal(time));
        var counted = new ConsumerMetrics(metrics, [.. registry.Names, .. CeleryTasks.Names], settings);
        var (clock, limits, server) = (new LogicalClock(), new TaskLimits(registry), new ServerClock(time));
        _queues = new ServedQueues(settings.Queues);
        _events = new EventPublisher(redis, settings.NodeName, clock, time);
        _workerEvents = new WorkerEvents(_events, () => counted.Running, () => counted.Processed, time);
        var taskEvents = new TaskEvents(_events, settings.TaskEvents);
        _store = new MessageStore(redis, Session, settings, new UnusableKeys(metrics, logger), clock: server);
        var states = new StateRecorder(_store, logger);
        var reports = new ConsumerReports(counted, taskEvents, states);
        var rates = new RateLimits(registry, time, new Random());
        _inFlight = new InFlight(signal, settings.Concurrency);
        var followUps = new FollowUpStore(redis, Session, settings, QueueOf, server, logger);
        _acknowledger = new Acknowledger(_store, followUps, _inFlight, revoked, reports, server, logger);
        _intake = new Intake(_store, _inFlight, _acknowledger, revoked, rates, reports, server);
        var reclaimer = new Reclaimer(_store, _inFlight, _intake, redis, server, logger);
        var watch = new QueueWatch(redis, _queues, signal);
        _poller = new Poller(_store, _inFlight, _intake, reclaimer, watch, time, logger);
        _heartbeat = new Heartbeat(_store, _inFlight, reclaimer, registry.Names, counted.Holds, time, logger);
        var retry = new RedisRetry(new TaskClientSettings().RetryFor, server);
        var sender = new WorkflowSender(redis, QueueOf, settings.ResultTtl, retry);
        var handlers = new HandlerServices(services, sender, new ResultWaiter(redis, retry), states, logger);
        var overdue = new OverdueRuns(() => _inFlight.Slots, time, logger);
        var runner = new TaskRunner(registry, limits, handlers, new ExceptionNames(settings.ExceptionNames), overdue, server, new Random());
        _slots = new Slots(_intake, _inFlight, _acknowledger, revoked, runner, reports, new SlotServices(server, logger, settings.MaxDeliveries, overdue));
        handlers.LendSlot = _slots.Lend;
        if (settings.RemoteControl)
        {
            var commands = ControlPanel.Of(
                new WorkerQueries(redis, settings, _slots, counted, taskEvents, clock, time).Commands,
                new TaskQueries(redis, settings.NodeName, _inFlight, _slots, _queues, registry, (limits, rates)).Commands,
                new TaskCommands(redis, revoked, _slots, _inFlight, registry, limits, rates).Commands,
                new WorkerCommands(_slots, _queues, counted, taskEvents, _workerEvents, () => _shutdown.TrySetResult()).Commands,
                new Hello(redis, settings.NodeName, revoked, clock).Commands);
            _control = new ControlListener(redis, settings.NodeName, clock, commands, logger);
        }

        _unserved = new UnservedLists(redis, _queues, metrics, time, logger);
        _schedules = new ScheduleRunner(redis, settings.Schedules, settings.NodeName, () => RedisTime.NowAsync(redis), time, logger);
        string? QueueOf(string task) => settings.Routes.QueueOf(task) ?? (registry.TryGet(task, out var handler) ? handler.Queue : null);
        _notifications = new Notifications(redis, _heartbeat, revoked, watch, _control, time, logger);
    }

    /// <summary>The queues that are served: those of the settings, until remote control adds or removes one.</summary>
    public IReadOnlyList<string> Queues => _queues.Names;

    /// <summary>The name under which this consumer holds what is in flight; new for every consumer.</summary>
    public string Session { get; } = Guid.NewGuid().ToString("N");

    /// <summary>True unless the consumer is stuck. Whether Redis answers makes no difference: a restart does not bring Redis back.</summary>
    public bool IsAlive => _draining || (_poller.SinceLastTurn < StuckAfter && _slots.FullFor < StuckAfter);

    /// <summary>True from the first answer of Redis until a stop is requested, while Redis answers and drops nothing that it has accepted.</summary>
    public bool IsReady => !_draining && _redis.ConnectedFor > TimeSpan.Zero && _redis.Refusal is null && _poller.SinceLastPoll < TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs until stopped, by the token or by remote control; then finishes what runs, requeues the rest and returns. Errors of Redis and of tasks are never
    /// thrown.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = RunUntilAsync(stopping.Token);
        if (await Task.WhenAny(running, _shutdown.Task) == _shutdown.Task)
        {
            LogShutdown(_logger);
            await stopping.CancelAsync();
        }

        await running;
    }

    private async Task RunUntilAsync(CancellationToken cancellationToken)
    {
        ReserveThreads();
        using var closing = new CancellationTokenSource();
        var acknowledging = Task.Run(() => _acknowledger.RunAsync(closing.Token), CancellationToken.None);
        var renewing = Task.Run(() => _heartbeat.RunAsync(closing.Token), CancellationToken.None);
        var renewingOnItsOwn = new RenewalThread(_redis.Settings, Session, _settings.VisibilityTimeout).Start(closing.Token);
        var running = _slots.RunAsync(_settings.Concurrency);
        var listening = _notifications.RunAsync(cancellationToken);
        var obeying = _control?.RunAsync(closing.Token) ?? Task.CompletedTask;
        await _redis.WhenConnectedAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var beating = _workerEvents.RunAsync(cancellationToken);
        var publishing = _events.RunAsync(closing.Token);
        var looking = _unserved.RunAsync(closing.Token);
        var scheduling = _schedules.RunAsync(cancellationToken);
        await _poller.RunAsync(cancellationToken);

        _draining = true;
        _slots.Drain();
        _intake.Close();
        LogDraining(_logger, _inFlight.Count);
        await DrainAsync(running);
        _acknowledger.Close();
        closing.CancelAfter(FlushTimeout);
        await acknowledging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await closing.CancelAsync();
        await Task.WhenAll(renewing, renewingOnItsOwn, listening, obeying, beating, publishing, looking, scheduling)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Nothing in flight, no visibility timeout: what is left, if anything, is another worker's when the timeout expires.
        if (acknowledging.IsCompletedSuccessfully)
            await ((Task)_store.RenewAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LogStopped(_logger, _inFlight.Count);
    }

    /// <summary>
    /// Handlers may block the thread that they run on. Where every slot blocks one, the pool must have others at once for the loops of this consumer and the
    /// replies of Redis: by itself it adds about one in a second. The visibility timeout does not depend on it.
    /// </summary>
    private void ReserveThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        ThreadPool.SetMinThreads(Math.Max(workers, 2 * _settings.Concurrency + OwnThreads), completionPorts);
    }

    /// <summary>Waits for what runs; what outlasts the grace is cancelled, and requeued whether it obeys or not.</summary>
    private async Task DrainAsync(Task running)
    {
        await running.WaitAsync(_settings.Drain, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompleted)
            return;
        // What handlers have registered with their tokens may take any time.
        await _slots.GiveUpAsync().WaitAsync(TimeSpan.FromSeconds(1), _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.WaitAsync(TimeSpan.FromSeconds(1), _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var delivery in _inFlight.All)
            _acknowledger.Add(delivery, new Outcome.Requeue(delivery.Bytes));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "stopping, as remote control demands")]
    private static partial void LogShutdown(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopping: {Count} tasks in flight")]
    private static partial void LogDraining(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopped: {Count} tasks left until their visibility timeout expires")]
    private static partial void LogStopped(ILogger logger, int count);
}
