using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using October.Common.Text;

namespace October.Cli.Running;

/// <summary>Writes what is wrong, a line each, to a file that is replaced.</summary>
/// <param name="path">The file.</param>
/// <param name="time">Clock of the lines.</param>
internal sealed class FileLoggerProvider(string path, TimeProvider time) : ILoggerProvider, ILogger
{
    private readonly LogFile _file = Anew(path);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var text = VisibleText.Of(formatter(state, exception));
        _file.Write(Encoding.UTF8.GetBytes($"{now} {logLevel} {text}{(exception is null ? "" : $"\n  {exception.ToString().ReplaceLineEndings("\n  ")}")}\n"));
    }

    public void Dispose() => _file.Dispose();

    private static LogFile Anew(string path)
    {
        File.Delete(path);
        return new LogFile(path);
    }
}
