using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using October.Tasks.Canvas;
using October.Tasks.Results;

namespace October.Tasks.Handlers;

/// <summary>Methods of every kind that a task may be.</summary>
internal static class SampleTasks
{
    [Task("g.greet")]
    public static Task<string> Greet(TaskContext context, string name, int times = 1) =>
        Task.FromResult($"{string.Concat(Enumerable.Repeat($"Hello {name}! ", times))}{context.Id}");

    [Task("g.nothing")]
    public static void Nothing()
    {
    }

    [Task("g.later")]
    public static async Task Later(CancellationToken cancellationToken) => await Task.Yield();

    [Task("g.sum")]
    public static ValueTask<long> Sum(IReadOnlyList<long> values, long? start = null) => ValueTask.FromResult(values.Sum() + (start ?? 0));

    [Task("g.kinds")]
    public static string Kinds(
        bool flag, byte small, ulong large, float single, decimal exact, Guid id, DateTimeOffset time, DateOnly date, byte[] bytes, Size size, string? text) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{flag} {small} {large} {single} {exact} {id} {time:O} {date:O} {System.Text.Encoding.UTF8.GetString(bytes)} {size} {text ?? "none"}");

    [Task("g.defaults")]
    public static string Defaults(
        string text = "a\"b\\",
        double number = -0.5,
        decimal exact = 1.50m,
        Size size = Size.Large,
        string[]? none = null,
        int? maybe = 3,
        ulong most = ulong.MaxValue) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text} {number} {exact} {size} {none is null} {maybe} {most}");

    [Task("g.order")]
    public static Order Double(Order order) => order with { Count = order.Count * 2 };

    [Task("g.orders")]
    public static Dictionary<string, int> Count(List<Order> orders, [TaskParameter("at_least")] int atLeast = 0) =>
        orders.Where(order => order.Count >= atLeast).GroupBy(order => order.Product)
            .ToDictionary(group => group.Key, group => group.Sum(order => order.Count));

    [Task("g.any")]
    public static JsonObject? Any(JsonElement value, JsonObject map) => value.ValueKind == JsonValueKind.Null ? null : map;

    [Task("g.service")]
    public static string Service([FromServices] Greeter greeter, string name, [FromServices] Greeter? again = null) =>
        ReferenceEquals(greeter, again) ? greeter.Greet(name) : "two greeters";

    [Task("g.keyed")]
    public static string Keyed([FromKeyedServices("polite")] Greeter greeter, string name) => greeter.Greet(name);

    [Task("g.event")]
    public static string Keyword(string @event, int @class) => $"{@event} {@class}";

    [Task("g.progress")]
    public static async Task<string> Progress(TaskContext context, [FromServices] Gate gate, CancellationToken cancellationToken)
    {
        await context.ReportProgressAsync(new JsonObject { ["current"] = 3, ["total"] = 10 });
        await gate.Open.Task.WaitAsync(cancellationToken);
        return "done";
    }

    [Task("g.open")]
    public static void Open([FromServices] Gate gate) => gate.Open.TrySetResult();

    [Task("g.retried", MaxRetries = 2, RetryFor = [typeof(IOException)], DontRetryFor = [typeof(EndOfStreamException)], RetryBackoff = 0.01)]
    public static int Retried(TaskContext context, string kind) => kind switch
    {
        "once" when context.Retries > 0 => context.Retries,
        "once" or "always" => throw new FileNotFoundException("not there"),
        "other" => throw new InvalidOperationException("no"),
        _ => throw new EndOfStreamException("end"),
    };

    [Task("g.slow", RetryDelay = 60)]
    public static string Slow() => throw new RetryTaskException("busy");

    [Task("g.once", MaxRetries = 0)]
    public static string Once() => throw new RetryTaskException("busy");

    [Task("g.breaks", MaxRetries = 5, RetryDelay = 0.001)]
    public static string Breaks(TaskContext context, [FromServices] Breaks breaks) => $"ran {breaks.Retries = context.Retries}";

    [Task("g.limited", RateLimit = "1/h")]
    public static string Limited() => "ran";

    [Task("g.bounded", TimeLimit = 300, SoftTimeLimit = 0.05)]
    public static Task Bounded(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    [Task("g.routed", Queue = "routed")]
    public static string Routed() => "here";

    [Task("g.send")]
    public static Task<string> Send(TaskContext context, string kind, CancellationToken cancellationToken) => context.SendAsync(
        kind switch
        {
            "task" => TaskSignature.Of("add", 2).With("y", 3),
            "chain" => TaskSignature.Chain(TaskSignature.Of("add", 2, 3), TaskSignature.Of("add", 4), TaskSignature.Of("add", 5)),
            "chord" => TaskSignature.Chord([TaskSignature.Of("add", 1, 1), TaskSignature.Of("add", 2, 2)], TaskSignature.Of("total")),
            "group" => TaskSignature.Group(TaskSignature.Of("add", 1, 1), TaskSignature.Of("add", 2, 2)),
            "linked" => TaskSignature.Of("add", 1, 1).Then(TaskSignature.Of("add", 5)),
            "failing" => TaskSignature.Of("fail", "no").OnError(TaskSignature.Of("echo")),
            _ => TaskSignature.Of("g.routed"),
        },
        cancellationToken);

    [Task("g.group")]
    public static async Task<string> Group(TaskContext context, CancellationToken cancellationToken)
    {
        var id = await Send(context, "group", cancellationToken);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => context.AwaitResultAsync(id, Timeout.InfiniteTimeSpan, cancellationToken));
        return error.Message.Replace(id, "it", StringComparison.Ordinal);
    }

    [Task("g.wait")]
    public static async Task<long> Wait(TaskContext context, int depth, CancellationToken cancellationToken)
    {
        var next = depth == 0 ? TaskSignature.Of("add", 1, 1) : TaskSignature.Of("g.wait", depth - 1);
        var id = await context.SendAsync(next, cancellationToken);
        var result = await context.AwaitResultAsync(id, TimeSpan.FromMinutes(2), cancellationToken);
        return result.Status == TaskState.Success ? result.Value!.Value.GetInt64() + 1 : throw new InvalidOperationException(result.Status);
    }
}

/// <summary>A class whose instances come from the services, one for each run.</summary>
internal sealed class Greeter : IDisposable
{
    public int Runs { get; private set; }

    public static int Disposed { get; private set; }

    public string Greet(string name) => $"Good day, {name}";

    [Task("g.instance")]
    public string Run(string name)
    {
        Runs++;
        return $"{Greet(name)} {Runs}";
    }

    public void Dispose() => Disposed++;
}

/// <summary>A service that cannot be disposed of.</summary>
internal sealed class Breaks : IDisposable
{
    public int Retries { get; set; }

    public void Dispose() => throw new InvalidOperationException($"broken {Retries}");
}

/// <summary>What a handler waits for.</summary>
internal sealed class Gate
{
    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
