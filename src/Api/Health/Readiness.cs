using October.Tasks.Redis;

namespace October.Api.Health;

/// <summary>
/// Whether Redis would take a task that is sent now. However often it is asked itself, it asks Redis at most once a second, and ten times while the answer
/// is no, so that an api is ready when its connection stands.
/// </summary>
internal sealed class Readiness(RedisConnection redis, ApiSettings settings, StopProgress stop, TimeProvider time)
{
    private static readonly TimeSpan KeepYes = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepNo = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private Task<string?>? _answer;
    private long _askedAt;
    private volatile bool _isReady;

    /// <summary>Null when ready, else the reason.</summary>
    public Task<string?> WhyNotAsync()
    {
        if (stop.HasBegun)
            return Task.FromResult<string?>("the api is shutting down");
        lock (_lock)
        {
            if (_answer is null || (_answer.IsCompleted && time.GetElapsedTime(_askedAt) >= (_isReady ? KeepYes : KeepNo)))
                (_answer, _askedAt) = (AskAsync(), time.GetTimestamp());
            return _answer;
        }
    }

    private async Task<string?> AskAsync()
    {
        try
        {
            await redis.CheckAsync(settings.Client.Queue);
            _isReady = true;
            return null;
        }
        catch (QueueUnavailableException exception)
        {
            _isReady = false;
            return exception.Message;
        }
    }
}
