using October.Tasks.Redis;

namespace October.Api.Health;

/// <summary>Whether Redis would take a task that is sent now: asks it at most once a second, however often it is asked itself.</summary>
internal sealed class Readiness(RedisConnection redis, ApiSettings settings, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<string?>? _answer;
    private long _askedAt;
    private volatile bool _stopping;

    /// <summary>From now on the answer is no.</summary>
    public void Stop() => _stopping = true;

    /// <summary>Null when ready, else the reason.</summary>
    public Task<string?> WhyNotAsync()
    {
        if (_stopping)
            return Task.FromResult<string?>("the api is shutting down");
        lock (_lock)
        {
            if (_answer is null || (_answer.IsCompleted && time.GetElapsedTime(_askedAt) >= KeepFor))
                (_answer, _askedAt) = (AskAsync(), time.GetTimestamp());
            return _answer;
        }
    }

    private async Task<string?> AskAsync()
    {
        try
        {
            await redis.CheckAsync(settings.Client.Queue);
            return null;
        }
        catch (QueueUnavailableException exception)
        {
            return exception.Message;
        }
    }
}
