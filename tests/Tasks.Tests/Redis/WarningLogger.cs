using Microsoft.Extensions.Logging;

namespace October.Tasks.Redis;

/// <summary>Ends a task at the first warning of a connection.</summary>
internal sealed class WarningLogger : ILogger<RedisConnection>
{
    private readonly TaskCompletionSource _warned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Warned => _warned.Task;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
            _warned.TrySetResult();
    }
}
