using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.Tasks.Consumer;
using October.Testing.Redis;

namespace October.Tasks.Celery;

/// <summary>What a handler throws is raised by Celery's client, logged, and counted.</summary>
public sealed class ExceptionTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Celerys_client_raises_the_Python_exception_that_means_the_same()
    {
        // Kind, module, class, the built-in class that catches it, text.
        string[][] cases =
        [
            ["argument", "builtins", "ValueError", "ValueError", "bad value"],
            ["argument out of range", "builtins", "ValueError", "ValueError", "bad range"],
            ["timeout", "builtins", "TimeoutError", "TimeoutError", "too late"],
            ["canceled by timeout", "builtins", "TimeoutError", "TimeoutError", "no answer"],
            ["canceled", "concurrent.futures._base", "CancelledError", "Exception", "stopped"],
            ["key", "builtins", "KeyError", "KeyError", "'no key'"],
            ["not implemented", "builtins", "NotImplementedError", "NotImplementedError", "not yet"],
            ["json", "builtins", "ValueError", "ValueError", "no JSON"],
            ["division", "builtins", "ZeroDivisionError", "ZeroDivisionError", "by zero"],
            ["file", "builtins", "FileNotFoundError", "FileNotFoundError", "no file"],
            ["own", "celery.exceptions", "OutOfStockException", "Exception", "sold out"],
            ["other", "celery.exceptions", "InvalidOperationException", "Exception", "other"],
        ];
        await using var worker = new RunningConsumer(server);

        Assert.Equal(cases.Select(Line), await RaisedAsync(cases.Select(static one => one[0])));
    }

    [Fact]
    public async Task Names_are_given_by_the_settings()
    {
        var names = new Dictionary<string, string>
        {
            ["October.Tasks.Consumer.Thrown+OutOfStockException"] = "LookupError",
            ["System.TimeoutException"] = "shop.Late",
        };
        await using var worker = new RunningConsumer(server, new ConsumerSettings { ExceptionNames = names });

        string[][] cases =
        [
            ["own", "builtins", "LookupError", "LookupError", "sold out"],
            ["own, derived", "builtins", "LookupError", "LookupError", "gone"],
            ["timeout", "celery.exceptions", "Late", "Exception", "too late"],
            ["key", "builtins", "KeyError", "KeyError", "'no key'"],
        ];
        Assert.Equal(cases.Select(Line), await RaisedAsync(cases.Select(static one => one[0])));
    }

    [Fact]
    public async Task A_failure_is_logged_with_type_text_and_stack_and_counted_by_type()
    {
        var log = new RecordingLogger();
        await using var worker = new RunningConsumer(server.Settings, logger: log);

        await RaisedAsync(["argument", "long", "unreadable"]);

        var lines = log.Lines.Where(static line => line.Level == LogLevel.Error).Select(static line => line.Text).ToArray();
        Assert.Contains(
            lines,
            static line => line.Contains("(throw) failed: ValueError: bad value\nSystem.ArgumentException: bad value\n   at ", StringComparison.Ordinal));
        var bounded = Assert.Single(lines, static line => line.Contains("redis://", StringComparison.Ordinal));
        Assert.InRange(bounded.Length, 8000, 12_000);
        Assert.DoesNotContain("secret", bounded, StringComparison.Ordinal);
        Assert.Contains("redis://user:***@host \\u001b[2J", bounded, StringComparison.Ordinal);
        var metrics = await worker.MetricsAsync();
        Assert.Contains("queue_name=\"celery\",exception=\"ValueError\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("exception=\"UnreadableException\"} 1", metrics, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> RaisedAsync(IEnumerable<string> kinds)
    {
        var input = new JsonArray([.. kinds.Select(static kind => JsonValue.Create(kind))]).ToJsonString();
        var output = JsonNode.Parse(await Python.RunAsync(server.Url, "exceptions.py", input))!;
        return output.AsArray().Select(static one => Line(one!.AsArray().Select(static part => (string)part!)));
    }

    private static string Line(IEnumerable<string> parts) => string.Join(" | ", parts);
}
