using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace October.Tasks.Consumer;

/// <summary>Keeps what a consumer logs.</summary>
internal sealed class RecordingLogger : ILogger<TaskConsumer>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Lines => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
