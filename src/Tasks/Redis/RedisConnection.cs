using Microsoft.Extensions.Logging;
using October.Tasks.Redis.Connections;
using October.Tasks.Redis.Topology;
using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>
/// The one connection to Redis of a process. It is made in the background and made again when it breaks, forever; callers get a
/// <see cref="QueueUnavailableException"/> at once while it is away. The client library makes a broken connection anew by itself, but not
/// one that went silent, nor one whose password or address has changed: when Redis has not answered for a while, it is replaced as a whole.
/// Where Sentinels say which Redis is the primary, or nodes of a cluster which of them has the keys, they are asked for each new connection.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence for this long, while being asked, means that the connection is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1.5);

    /// <summary>A connection that cannot be made anew is replaced this often: the password file and the name are then read again.</summary>
    private static readonly TimeSpan ReplaceEvery = TimeSpan.FromSeconds(3);

    /// <summary>Somebody may change Redis' settings while it runs.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Nodes of a cluster are asked no more often than this where the keys are.</summary>
    private static readonly TimeSpan RelocatePause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _replacing = new();
    private readonly RedisSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _looking;
    private volatile Task _connecting;
    private volatile string? _refusal;
    private volatile string _problem = "";
    private volatile string? _noDatabase;
    private volatile RedisSettings? _primary;
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _connectedSince;
    private long _lastAnswer;
    private int _relocating;

    /// <summary>Starts to connect.</summary>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    public RedisConnection(RedisSettings settings, TimeProvider time, ILogger<RedisConnection> log)
    {
        if (ClusterSettings.Problem(settings) is { } problem)
            throw new ArgumentException(problem, nameof(settings));
        _settings = settings;
        _time = time;
        _log = log;
        _connecting = Task.Run(ConnectAsync);
        _looking = Task.Run(LookAgainAsync);
    }

    /// <summary>For how long the connection has been up without a break; zero when it is down.</summary>
    public TimeSpan ConnectedFor =>
        _multiplexer is { IsConnected: true } ? _time.GetElapsedTime(Interlocked.Read(ref _connectedSince)) : TimeSpan.Zero;

    /// <summary>Where Redis is.</summary>
    internal RedisSettings Settings => _settings;

    /// <summary>The number of the database.</summary>
    internal int Database => _settings.Database;

    /// <summary>Ends when the first connection stands.</summary>
    public Task WhenConnectedAsync(CancellationToken cancellationToken) => _connected.Task.WaitAsync(cancellationToken);

    /// <summary>Ends when the present connection has given way to a new one: its subscriptions are gone.</summary>
    internal Task WhenReplacedAsync(CancellationToken cancellationToken) => _replaced.Task.WaitAsync(cancellationToken);

    /// <summary>Why no task may be sent although Redis answers; null when one may.</summary>
    public string? Refusal => _refusal;

    /// <summary>Makes sure that Redis would take a task that is sent now.</summary>
    /// <param name="queue">The queue that it would be sent to.</param>
    /// <exception cref="QueueUnavailableException">It would not, or does not answer.</exception>
    public async Task CheckAsync(string queue)
    {
        if (_refusal is { } refusal)
            throw new QueueUnavailableException(refusal);
        // Refused by a replica, by a full memory, after a failed write to the disk, and for want of the right; else it changes nothing.
        await UseAsync(redis => redis.StringSetAsync(this.Key(RedisKeys.Probe), "", when: When.Exists));
        await UseAsync(redis => redis.ListLengthAsync(this.Key(queue)));
        // Where results have a database of their own, there may be none with its number.
        if (_settings.Layout.ResultDatabase is not null)
            await this.ReadResultAsync(RedisKeys.Result(RedisKeys.Probe));
    }

    /// <summary>Asks Redis for a sign of life.</summary>
    /// <exception cref="QueueUnavailableException">There was none.</exception>
    internal Task PingAsync() => UseAsync(static redis => redis.PingAsync());

    /// <summary>Runs a request and turns every kind of Redis trouble into a <see cref="QueueUnavailableException"/>.</summary>
    internal Task<T> UseAsync<T>(Func<IDatabase, Task<T>> request) =>
        _settings.Cluster is null ? TryAsync(request) : ClusterRetry.RunAsync(() => TryAsync(request), _time);

    private async Task<T> TryAsync<T>(Func<IDatabase, Task<T>> request)
    {
        var redis = Use();
        try
        {
            var answer = await request(redis);
            Interlocked.Exchange(ref _lastAnswer, _time.GetTimestamp());
            return answer;
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            var isRedirect = _settings.Cluster is not null && ClusterFault.IsRedirect(exception);
            if (isRedirect || (exception is RedisServerException && ClusterFault.IsDown(exception.Message)))
                Relocate(redis.Multiplexer);
            if (RedisFault.IsDemotion(exception, redis.Multiplexer.IsConnected))
                Replace(redis.Multiplexer, _settings.IsLocated ? RetryDelay : ReplaceEvery, ref _connectedSince);
            // An error of the server is an answer, too.
            else if (isRedirect || exception is RedisServerException or RedisCommandException)
                Interlocked.Exchange(ref _lastAnswer, _time.GetTimestamp());
            else
                // The library finds a Redis that was started again, but no other one.
                Replace(redis.Multiplexer, exception is RedisConnectionException && !_settings.IsLocated ? ReplaceEvery : Silence, ref _lastAnswer);
            throw new QueueUnavailableException(RedisFault.Explain(exception, _settings), exception)
            {
                IsKeyFault = KeyFault.Is((exception as RedisServerException)?.Message),
                IsRequestFault = !isRedirect && RedisFault.IsRequestFault(exception),
                IsRedirect = isRedirect,
                IsUnanswered = exception is TimeoutException or RedisConnectionException or ObjectDisposedException,
            };
        }
    }

    /// <exception cref="QueueUnavailableException">Not connected yet.</exception>
    internal ISubscriber Subscriber() =>
        _multiplexer?.GetSubscriber() ?? throw NotConnected();

    private IDatabase Use() => _noDatabase is { } problem
        ? throw new QueueUnavailableException(problem)
        : _multiplexer?.GetDatabase(_settings.Database) ?? throw NotConnected();

    private QueueUnavailableException NotConnected() => new($"not connected to {_settings.Place}{_problem}") { IsUnsent = true };

    /// <summary>
    /// Makes the connection anew if the keys are served by another node now. While they are being moved they still are by the one that redirects.
    /// </summary>
    private void Relocate(IConnectionMultiplexer used)
    {
        if (_primary is not { } node || Interlocked.Exchange(ref _relocating, 1) == 1)
            return;
        _ = Task.Run(async () =>
        {
            try
            {
                if (await PrimaryLocator.HasMovedAsync(_settings, node))
                    Replace(used, TimeSpan.Zero, ref _connectedSince);
                await Task.Delay(RelocatePause, _time, CancellationToken.None);
            }
            finally
            {
                Volatile.Write(ref _relocating, 0);
            }
        });
    }

    /// <summary>Makes the connection anew if it is still the one that was used, and has lasted, or has been silent, for so long.</summary>
    private void Replace(IConnectionMultiplexer used, TimeSpan after, ref long since)
    {
        lock (_replacing)
        {
            if (_multiplexer is not { } dead || dead != used || _time.GetElapsedTime(Interlocked.Read(ref since)) < after || _closing.IsCancellationRequested)
                return;
            ConnectionLog.Replaced(_log, _settings);
            _multiplexer = null;
            _connecting = Task.Run(async () =>
            {
                await ConnectAsync();
                var replaced = _replaced;
                _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
                replaced.TrySetResult();
                await dead.DisposeAsync();
            });
        }
    }

    private async Task ConnectAsync()
    {
        for (var said = ""; !_closing.IsCancellationRequested;)
        {
            var place = _settings;
            try
            {
                place = await PrimaryLocator.LocateAsync(_settings);
                var multiplexer = await SubscribableConnection.OpenAsync(place, _time);
                Observe(multiplexer, place);
                Interlocked.Exchange(ref _connectedSince, _time.GetTimestamp());
                Interlocked.Exchange(ref _lastAnswer, _time.GetTimestamp());
                await LookAsync(multiplexer);
                _noDatabase = await DatabaseCheck.ProblemAsync(multiplexer, _settings.Database);
                (_primary, _problem, _multiplexer) = (place, "", multiplexer);
                _connected.TrySetResult();
                ConnectionLog.Connected(_log, place);
                return;
            }
#pragma warning disable CA1031 // Whatever it is, who gave up here would never be connected again, and say nothing of it.
            catch (Exception exception) when (!_closing.IsCancellationRequested)
#pragma warning restore CA1031
            {
                var reason = (exception as RedisConnectionException)?.FailureType.ToString() ?? exception.Message;
                if (_settings.IsLocated)
                {
                    reason = exception is PrimaryUnknownException ? reason : $"{place}: {reason}";
                    _problem = $": {reason}";
                }

                // While a new primary is being chosen the reason changes, and says how far they are.
                if (said.Length == 0 || (_settings.IsLocated && said != reason))
                    ConnectionLog.Waiting(_log, _settings, reason);
                said = reason;
                await Task.Delay(RetryDelay, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Observe(ConnectionMultiplexer multiplexer, RedisSettings place)
    {
        multiplexer.ConnectionFailed += (_, e) => ConnectionLog.Lost(_log, place, e.FailureType);
        multiplexer.ConnectionRestored += (_, _) =>
        {
            Interlocked.Exchange(ref _connectedSince, _time.GetTimestamp());
            ConnectionLog.Restored(_log, place);
        };
    }

    private async Task LookAgainAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        while (await timer.WaitForNextTickAsync(_closing.Token))
        {
            if (_multiplexer is not { } multiplexer)
                continue;
            try
            {
                // One that is cut off from the Sentinels, and not from here, would take tasks until it is demoted, and lose them then.
                if (_primary is { } primary && await PrimaryLocator.HasMovedAsync(_settings, primary))
                    Replace(multiplexer, TimeSpan.Zero, ref _connectedSince);
                else
                    await LookAsync(multiplexer);
            }
#pragma warning disable CA1031 // The next look says it again, or nothing was wrong.
            catch (Exception exception) when (!_closing.IsCancellationRequested)
#pragma warning restore CA1031
            {
                ConnectionLog.NotSeen(_log, _settings, exception.Message);
            }
        }
    }

    /// <summary>Looks whether Redis may drop what it has accepted.</summary>
    private async Task LookAsync(ConnectionMultiplexer multiplexer)
    {
        if (_settings.AllowEviction)
            return;
        try
        {
            var policy = await EvictionPolicy.ReadAsync(multiplexer.GetDatabase());
            var refusal = EvictionPolicy.Problem(policy);
            if (refusal is not null && _refusal is null)
                ConnectionLog.Refusal(_log, refusal);
            _refusal = refusal;
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            // What was known last holds on: the next look, or a request, says what is wrong.
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_multiplexer is { } multiplexer)
            await multiplexer.DisposeAsync();
        _closing.Dispose();
    }
}
