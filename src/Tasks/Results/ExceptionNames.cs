using System.Net.Sockets;
using System.Text.Json;
using October.Tasks.Consumer;
using October.Tasks.Handlers;

namespace October.Tasks.Results;

/// <summary>
/// What .NET's exceptions are called in results: by the names of Python's exceptions where one means the same, so that a Celery client raises that one.
/// Exceptions of other programs keep their names, of which Celery's client makes a class, unless the settings give them another.
/// </summary>
internal sealed class ExceptionNames(IReadOnlyDictionary<string, string> settings)
{
    private const int LongestMessage = 64 * 1024;

    private const string Builtins = "builtins";

    /// <summary>The more special types first.</summary>
    private static readonly (Type Type, string Name, string Module)[] Known =
    [
        (typeof(ArgumentBindingException), "TypeError", Builtins),
        (typeof(SoftTimeLimitException), "SoftTimeLimitExceeded", "billiard.exceptions"),
        (typeof(KeyNotFoundException), "KeyError", Builtins),
        (typeof(IndexOutOfRangeException), "IndexError", Builtins),
        (typeof(ArgumentException), "ValueError", Builtins),
        (typeof(FormatException), "ValueError", Builtins),
        (typeof(JsonException), "ValueError", Builtins),
        (typeof(TimeoutException), "TimeoutError", Builtins),
        (typeof(InvalidCastException), "TypeError", Builtins),
        (typeof(DivideByZeroException), "ZeroDivisionError", Builtins),
        (typeof(OverflowException), "OverflowError", Builtins),
        (typeof(NotImplementedException), "NotImplementedError", Builtins),
        (typeof(NotSupportedException), "NotImplementedError", Builtins),
        (typeof(OutOfMemoryException), "MemoryError", Builtins),
        (typeof(FileNotFoundException), "FileNotFoundError", Builtins),
        (typeof(DirectoryNotFoundException), "FileNotFoundError", Builtins),
        (typeof(EndOfStreamException), "EOFError", Builtins),
        (typeof(UnauthorizedAccessException), "PermissionError", Builtins),
        (typeof(HttpRequestException), "ConnectionError", Builtins),
        (typeof(SocketException), "ConnectionError", Builtins),
        (typeof(IOException), "OSError", Builtins),
        (typeof(OperationCanceledException), "CancelledError", "concurrent.futures"),
    ];

    /// <summary>The names without settings.</summary>
    public static ExceptionNames Default { get; } = new(new Dictionary<string, string>());

    /// <summary>An exception in the three parts that Celery stores.</summary>
    public TaskFailure Describe(Exception exception)
    {
        var (name, module) = Name(exception);
        var message = Text(exception, static one => one.Message);
        return new TaskFailure(name, message.Length <= LongestMessage ? message : message[..LongestMessage] + "…", module);
    }

    /// <summary>A text of an exception of another program, which may throw while it says it.</summary>
    public static string Text(Exception failure, Func<Exception, string> read)
    {
        try
        {
            return read(failure);
        }
#pragma warning disable CA1031 // The failure is the task's, not the worker's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"{failure.GetType()}, whose text cannot be read: {exception.GetType()}";
        }
    }

    private (string Name, string Module) Name(Exception exception)
    {
        var type = exception.GetType();
        for (var known = settings.Count > 0 ? type : null; known is not null; known = known.BaseType)
        {
            if (settings.TryGetValue(known.FullName ?? "", out var given))
                return given.LastIndexOf('.') is var dot and > 0 ? (given[(dot + 1)..], given[..dot]) : (given, Builtins);
        }

        // HttpClient and others say so that they have waited in vain.
        if (exception is OperationCanceledException { InnerException: TimeoutException })
            return ("TimeoutError", Builtins);
        if (IsOfThePlatform(type) && Array.Find(Known, one => one.Type.IsAssignableFrom(type)) is { Name: not null } found)
            return (found.Name, found.Module);
        return (type.Name, type.Namespace ?? "");
    }

    private static bool IsOfThePlatform(Type type) =>
        type.Assembly == typeof(ExceptionNames).Assembly || $"{type.Namespace}.".StartsWith("System.", StringComparison.Ordinal);
}
