using System.Text.Json;

namespace October.Tasks.Consumer;

/// <summary>What the task "throw" throws.</summary>
internal static class Thrown
{
    public static Exception Of(string kind) => kind switch
    {
        "argument" => new ArgumentException("bad value", (string?)null),
        "argument out of range" => new ArgumentOutOfRangeException(null, "bad range"),
        "timeout" => new TimeoutException("too late"),
        "canceled by timeout" => new TaskCanceledException("no answer", new TimeoutException()),
        "canceled" => new OperationCanceledException("stopped"),
        "key" => new KeyNotFoundException("no key"),
        "not implemented" => new NotImplementedException("not yet"),
        "json" => new JsonException("no JSON"),
        "division" => new DivideByZeroException("by zero"),
        "file" => new FileNotFoundException("no file"),
        "own" => new OutOfStockException("sold out"),
        "own, derived" => new OutOfStockException.Forever("gone"),
        "unreadable" => new UnreadableException(),
        "long" => new ArgumentException($"redis://user:secret@host \u001b[2J\n{new string('x', 200_000)}", (string?)null),
        _ => new InvalidOperationException(kind),
    };

    public class OutOfStockException(string message) : ArgumentException(message)
    {
        public sealed class Forever(string message) : OutOfStockException(message);
    }

    private sealed class UnreadableException : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
