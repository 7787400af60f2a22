using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using October.Tasks.Consumer;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Running;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Handlers;

/// <summary>What the source generator has written for the methods of <see cref="SampleTasks"/>.</summary>
public sealed class GeneratedHandlerTests : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TaskRegistry _registry = new();

    public GeneratedHandlerTests()
    {
        var services = new ServiceCollection();
        _registry.MapTasks(services);
        services.AddSingleton<Gate>().AddKeyedScoped<Greeter>("polite");
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData("g.greet", """["Ada"]""", "{}", "\"Hello Ada! the-id\"")]
    [InlineData("g.greet", "[]", """{"times":2,"name":"A"}""", "\"Hello A! Hello A! the-id\"")]
    [InlineData("g.nothing", "[]", "{}", "null")]
    [InlineData("g.later", "[]", "{}", "null")]
    [InlineData("g.sum", "[[1,2,3]]", "{}", "6")]
    [InlineData("g.sum", "[[]]", """{"start":-4}""", "-4")]
    [InlineData("g.sum", "[[1]]", """{"start":null}""", "1")]
    [InlineData("g.defaults", "[]", "{}", "\"a\\u0022b\\\\ -0.5 1.50 Large True 3 18446744073709551615\"")]
    [InlineData("g.order", """[{"product":"tea","count":2,"size":"Large"}]""", "{}", """{"product":"tea","count":4,"size":"Large"}""")]
    [InlineData("g.orders", """[[{"product":"tea","count":2},{"product":"tea","count":5}]]""", """{"at_least":3}""", """{"tea":5}""")]
    [InlineData("g.any", """[1,{"a":[1]}]""", "{}", """{"a":[1]}""")]
    [InlineData("g.any", "[null,{}]", "{}", "null")]
    [InlineData("g.service", """["Ada"]""", "{}", "\"Good day, Ada\"")]
    [InlineData("g.keyed", "[]", """{"name":"Ada"}""", "\"Good day, Ada\"")]
    [InlineData("g.instance", """["Ada"]""", "{}", "\"Good day, Ada 1\"")]
    [InlineData("g.event", "[]", """{"event":"e","class":2}""", "\"e 2\"")]
    public async Task A_method_is_called_with_what_was_sent(string task, string args, string kwargs, string result) =>
        Assert.Equal(result, await CallAsync(task, args, kwargs));

    [Theory]
    [InlineData("plain", """["9d1f3f86-5ad3-4c3c-9f43-ff5a30a1f1d2","2026-01-02T03:04:05.678901+02:00","2026-01-02","aMOk","Large",null]""", "none")]
    [InlineData(
        "kombu",
        """
        [{"__type__":"uuid","__value__":{"hex":"9d1f3f865ad34c3c9f43ff5a30a1f1d2","version":4}},
         {"__type__":"datetime","__value__":"2026-01-02T01:04:05.678901"},{"__type__":"date","__value__":"2026-01-02"},{"bytes":"hä","__bytes__":true},1,"x"]
        """,
        "x")]
    public async Task Every_type_reads_what_Celery_writes_of_it(string form, string rest, string text)
    {
        var exact = form == "kombu" ? """{"__type__":"decimal","__value__":"1.50"}""" : "\"1.50\"";
        var time = form == "kombu" ? "2026-01-02T01:04:05.6789010+00:00" : "2026-01-02T03:04:05.6789010+02:00";
        Assert.Equal(
            JsonSerializer.Serialize($"True 255 18446744073709551615 0.5 1.50 9d1f3f86-5ad3-4c3c-9f43-ff5a30a1f1d2 {time} 2026-01-02 hä Large {text}"),
            await CallAsync("g.kinds", $"[true,255,18446744073709551615,0.5,{exact},{rest.TrimStart()[1..]}", "{}"));
    }

    [Theory]
    [InlineData("g.greet", "[]", "{}", "missing 1 required positional argument: 'name'")]
    [InlineData("g.greet", "[1]", "{}", "argument 'name' must be a string, not a number")]
    [InlineData("g.greet", "[null]", "{}", "argument 'name' must be a string, not null")]
    [InlineData("g.greet", """["a","b"]""", "{}", "argument 'times' must be an integer, not a string")]
    [InlineData("g.greet", """["a",1.5]""", "{}", "argument 'times' must be an integer, not a number")]
    [InlineData("g.greet", """["a",3000000000]""", "{}", "argument 'times' must be an integer, not a number")]
    [InlineData("g.greet", """["a",1,2]""", "{}", "takes from 1 to 2 positional arguments but 3 were given")]
    [InlineData("g.greet", """["a"]""", """{"name":"b"}""", "got multiple values for argument 'name'")]
    [InlineData("g.greet", """["a"]""", """{"context":1}""", "got an unexpected keyword argument 'context'")]
    [InlineData("g.nothing", "[1]", "{}", "takes 0 positional arguments but 1 was given")]
    [InlineData("g.event", "[]", "{}", "missing 2 required positional arguments: 'event' and 'class'")]
    [InlineData("g.sum", """[[1,"2"]]""", "{}", "argument 'values' must be a list, each item an integer, not a list")]
    [InlineData("g.sum", "[null]", "{}", "argument 'values' must be a list, each item an integer, not null")]
    [InlineData("g.defaults", "[]", """{"size":"Huge"}""", "argument 'size' must be one of Small, Large, not a string")]
    [InlineData("g.defaults", "[]", """{"size":7}""", "argument 'size' must be one of Small, Large, not a number")]
    [InlineData("g.order", """[{"product":"tea","count":"many"}]""", "{}", "argument 'order' must be an Order, not a map")]
    [InlineData("g.kinds", "[true]", "{}",
        "missing 10 required positional arguments: 'small', 'large', 'single', 'exact', 'id', 'time', 'date', 'bytes', 'size', and 'text'")]
    public async Task What_does_not_fit_is_refused_in_Pythons_words(string task, string args, string kwargs, string message) =>
        Assert.Equal($"{task}() {message}", (await Assert.ThrowsAsync<ArgumentBindingException>(() => CallAsync(task, args, kwargs))).Message);

    [Fact]
    public async Task An_instance_lives_as_long_as_its_run()
    {
        var disposed = Greeter.Disposed;
        Assert.Equal("\"Good day, A 1\"", await CallAsync("g.instance", """["A"]""", "{}"));
        Assert.Equal("\"Good day, B 1\"", await CallAsync("g.instance", """["B"]""", "{}"));
        Assert.True(Greeter.Disposed >= disposed + 2);
    }

    [Fact]
    public void Options_are_those_of_the_attribute()
    {
        var policy = Handler("g.retried").Retry;
        Assert.Equal((2, TimeSpan.FromSeconds(0.01), TimeSpan.FromSeconds(600), RetryJitter.Full),
            (policy.MaxRetries, policy.FirstDelay, policy.MaxDelay, policy.Jitter));
        Assert.Equal([typeof(IOException)], policy.For);
        Assert.Equal([typeof(EndOfStreamException)], policy.NotFor);
        Assert.Equal(TimeSpan.FromHours(1), Handler("g.limited").RateLimit!.Interval);
        Assert.Equal("routed", Handler("g.routed").Queue);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(0.05)), (Handler("g.bounded").TimeLimit, Handler("g.bounded").SoftTimeLimit));
        Assert.Null(Handler("g.greet").TimeLimit);
        Assert.Equal(new RetryPolicy(0, TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(180)) { Jitter = RetryJitter.None }, Handler("g.greet").Retry);
    }

    [Theory]
    [InlineData("g.slow", 60)]
    [InlineData("g.greet", 180)]
    [InlineData("g.once", null)]
    public void A_handler_that_asks_for_a_retry_has_it_after_the_pause_of_its_options(string task, int? seconds)
    {
        var outcome = FailureDecision.Decide(
            DecisionTests.Held(new TaskMessage { Id = "a", Task = task }), Handler(task).Retry, new RetryTaskException("busy"), ExceptionNames.Default,
            DateTimeOffset.UnixEpoch, 0.5);

        Assert.Equal(seconds is { } after ? DateTimeOffset.UnixEpoch.AddSeconds(after) : null, (outcome as Outcome.Delay)?.Due);
    }

    private ITaskHandler Handler(string name) => _registry.TryGet(name, out var handler) ? handler : throw new KeyNotFoundException(name);

    private async Task<string> CallAsync(string task, string args, string kwargs)
    {
        using var positional = JsonDocument.Parse(args);
        using var named = JsonDocument.Parse(kwargs);
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
        {
            var run = new ScopeOnly(_services);
            await Handler(task).RunAsync(
                new TaskArguments(task, positional.RootElement, named.RootElement),
                json,
                new TaskContext(new TaskMessage { Id = "the-id", Task = task }, DateTimeOffset.UnixEpoch) { Run = run },
                TestContext.Current.CancellationToken);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A run without a worker.</summary>
    private sealed class ScopeOnly(IServiceProvider services) : ITaskRun
    {
        public IServiceProvider Services => services;

        public Task SetStateAsync(string state, System.Text.Json.Nodes.JsonNode? metadata) => throw new NotSupportedException();

        public Task<string> SendAsync(Canvas.TaskSignature signature, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Results.TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
