using System.Security.Cryptography;
using System.Text;
using October.Tasks.Canvas;
using October.Tasks.Control;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using October.Tasks.Results;
using October.Tasks.Telemetry;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <inheritdoc cref="ITaskClient"/>
public sealed class TaskClient(RedisConnection redis, TaskClientSettings settings, TimeProvider time) : ITaskClient
{
    private static readonly TimeSpan KnownTaskTtl = TimeSpan.FromMinutes(1);

    private readonly RedisRetry _retry = new(settings.RetryFor, time);
    private readonly MemoryUse _memory = new(redis, time);
    private readonly WorkflowSender _workflows =
        new(redis, settings.Routes.QueueOf, TimeSpan.FromDays(1), new RedisRetry(settings.RetryFor, time));

    private readonly ResultWaiter _waiter = new(redis, new RedisRetry(settings.RetryFor, time));

    /// <inheritdoc/>
    public async Task<EnqueueReceipt> EnqueueAsync(
        string task, ReadOnlyMemory<byte> args, ReadOnlyMemory<byte> kwargs, EnqueueOptions? options = null, CancellationToken cancellationToken = default) =>
        (await SendAsync(task, args, kwargs, options ?? new EnqueueOptions(), isLook: false, cancellationToken))!;

    /// <inheritdoc/>
    public Task<EnqueueReceipt?> FindSentAsync(
        string task, ReadOnlyMemory<byte> args, ReadOnlyMemory<byte> kwargs, EnqueueOptions options, CancellationToken cancellationToken = default) =>
        SendAsync(task, args, kwargs, options, isLook: true, cancellationToken);

    private async Task<EnqueueReceipt?> SendAsync(
        string task, ReadOnlyMemory<byte> args, ReadOnlyMemory<byte> kwargs, EnqueueOptions options, bool isLook, CancellationToken cancellationToken)
    {
        if (!IdText.Fits(task) || (options.TaskId is { } own && !IdText.Fits(own)))
            throw new ArgumentException($"the name and the id of a task {IdText.Rule}", IdText.Fits(task) ? nameof(options) : nameof(task));
        if (redis.Refusal is { } refusal)
            throw new QueueUnavailableException(refusal);
        var now = time.GetUtcNow();
        var message = new TaskMessage
        {
            Id = options.TaskId ?? Guid.NewGuid().ToString(),
            Task = task,
            Args = args,
            Kwargs = kwargs,
            Queue = QueueName.Require(options.Queue ?? settings.Routes.QueueOf(task) ?? settings.Queue),
            Priority = options.Priority,
            Eta = options.Eta ?? (options.Countdown is { } countdown ? now + countdown : null),
            Expires = options.Expires,
            MaxRetries = options.MaxRetries,
            RetryDelay = options.RetryDelay,
            MaxRetryDelay = options.MaxRetryDelay,
            IgnoreResult = options.IgnoreResult,
            SoftTimeLimit = options.SoftTimeLimit,
            HardTimeLimit = options.HardTimeLimit,
            TraceParent = options.TraceParent ?? Tracing.Current,
            Origin = settings.Origin,
            SentAt = now,
        };
        var mark = RedisKeys.Sent(message.Id);
        RedisKey[] keys =
        [
            redis.Settings.Layout.List(message.Queue, message.Priority),
            mark,
            options.IdempotencyKey is { } key ? RedisKeys.Idempotency(Hash(Encoding.UTF8.GetBytes(key))) : mark,
            RedisKeys.Delayed,
            options.TaskId is null ? mark : RedisKeys.Result(message.Id),
            options.Caller is { } caller ? RedisKeys.DelayedOf(Hash(Encoding.UTF8.GetBytes(caller))) : mark,
            .. redis.Settings.Layout.Lists(message.Queue).Select(static list => (RedisKey)list),
        ];
        // What was accepted once is accepted again.
        var isFull = !isLook && await IsMemoryFullAsync();
        var values = new RedisValue[]
        {
            EnvelopeWriter.Write(message, Guid.NewGuid().ToString()),
            options.TaskId is null ? _retry.MarkSeconds : (long)settings.OwnIdTtl.TotalSeconds,
            settings.MaxQueueLength,
            RedisKeys.Wake(message.Queue), message.Id,
            options.IdempotencyKey is null && options.TaskId is null ? "" : IdempotencyFingerprint.Of(message, options),
            (long)settings.IdempotencyTtl.TotalSeconds, message.Eta is { } eta ? eta.ToUnixTimeMilliseconds() : "", Share,
            isLook || isFull ? 1 : 0,
        };
        var reply = (RedisResult[])(await _retry.RunAsync(() => redis.RunAsync(Script.Enqueue, keys, values), cancellationToken))!;
        var id = (string)reply[1]!;
        return (string)reply[0]! switch
        {
            "full" => throw new QueueFullException(message.Queue, settings.MaxQueueLength),
            "share" => throw QueueFullException.OfShare(Share),
            "conflict" => throw new IdempotencyConflictException(id),
            "taken" => throw new TaskIdConflictException(id),
            "unsent" => isFull ? throw QueueFullException.OfMemory(settings.MaxMemoryPercent) : null,
            var outcome => new EnqueueReceipt(id, outcome == "repeated"),
        };
    }

    /// <inheritdoc/>
    public async Task<string> SendAsync(TaskSignature signature, CancellationToken cancellationToken = default)
    {
        var sender = new Sender(null, null, settings.Origin, Tracing.Current);
        var (result, _) = await _workflows.SendAsync(signature, sender, settings.Queue, CheckAsync, cancellationToken);
        return result.Id;
    }

    private async Task<bool> IsMemoryFullAsync() => settings.MaxMemoryPercent > 0 && await _memory.PercentAsync() >= settings.MaxMemoryPercent;

    /// <exception cref="QueueFullException">Redis' memory or one of the queues is full.</exception>
    private async Task CheckAsync(IReadOnlyList<string> queues)
    {
        if (await IsMemoryFullAsync())
            throw QueueFullException.OfMemory(settings.MaxMemoryPercent);
        if (settings.MaxQueueLength == 0)
            return;
        var lengths = (await _retry.RunAsync(() => QueueReader.ReadAsync(redis, queues), CancellationToken.None)).Queues;
        if (lengths.FirstOrDefault(one => one.Length >= settings.MaxQueueLength) is { } full)
            throw new QueueFullException(full.Queue, settings.MaxQueueLength);
    }

    /// <inheritdoc/>
    public Task<TaskResult> GetResultAsync(string id) => _waiter.GetAsync(id, CancellationToken.None);

    /// <inheritdoc/>
    public Task<TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken = default) =>
        _waiter.WaitAsync(id, wait, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> RevokeAsync(string id)
    {
        var state = await Revocation.WriteAsync(redis, id);
        // Celery's own workers look into their pidbox only.
        if (!TaskState.IsTerminal(state))
            await redis.UseAsync(db => db.PublishAsync(
                redis.Channel(BroadcastMessage.Channel(redis.Database, ControlCommand.Exchange)), ControlCommand.Revoke(id, terminate: false)));
        return state;
    }

    /// <inheritdoc/>
    public Task<QueueOverview> GetQueuesAsync(IReadOnlyList<string> queues) => QueueReader.ReadAsync(redis, queues);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> GetKnownTasksAsync(TimeSpan? within = null)
    {
        var since = (await RedisTime.NowAsync(redis) - (within ?? KnownTaskTtl)).ToUnixTimeMilliseconds();
        var names = await redis.UseAsync(db => db.SortedSetRangeByScoreAsync(redis.Key(RedisKeys.KnownTasks), since));
        return [.. names.Select(static name => (string)name!).Order(StringComparer.Ordinal)];
    }

    /// <summary>How many of one caller may be delayed.</summary>
    private int Share => settings.MaxQueueLength - settings.MaxQueueLength / 2;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
}
