using System.Net;
using System.Text;
using October.Crd.Defaults;
using October.Crd.Spec.Rollout;
using October.LocalCluster.Testing;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Telemetry;

namespace October.Operator.Smoke;

public sealed class SmokeProberTests
{
    private readonly VirtualClock _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_request_is_sent_as_the_probe_says()
    {
        var api = new ScriptedApi(_time, (200, """{"ok":true}"""));
        var outcome = await RunAsync(api, new SmokeProbeSpec
        {
            Name = "order",
            Type = "http",
            Method = "POST",
            Path = "/orders?dry=1",
            Body = "a=1",
            Headers = [new HeaderSpec { Name = "X-Shop", Value = "7" }, new HeaderSpec { Name = "Content-Type", Value = "text/plain" }],
        });
        Assert.IsType<SmokeOutcome.Passed>(outcome);
        Assert.Equal("POST /orders?dry=1 X-Shop=7 text/plain a=1", Assert.Single(api.Requests));
    }

    [Theory]
    [InlineData("X-Shop", "7\r\nX-Admin: yes")]
    [InlineData("Content-Type", "text/plain\n")]
    public async Task A_header_that_is_more_than_one_is_not_sent(string name, string value)
    {
        var api = new ScriptedApi(_time, (200, "ok"));
        var outcome = await RunAsync(
            api, new SmokeProbeSpec { Name = "x", Type = "http", Path = "/", Attempts = 1, Headers = [new HeaderSpec { Name = name, Value = value }] });
        Assert.Contains(
            $"The header {name} is not sent: its value has a line break", Assert.IsType<SmokeOutcome.Failed>(outcome).Cause.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_header_of_content_is_sent_without_content_too()
    {
        var api = new ScriptedApi(_time, (200, "ok"));
        var outcome = await RunAsync(
            api, new SmokeProbeSpec { Name = "x", Type = "http", Path = "/", Headers = [new HeaderSpec { Name = "Content-Type", Value = "text/plain" }] });
        Assert.IsType<SmokeOutcome.Passed>(outcome);
        Assert.Equal("GET / text/plain ", Assert.Single(api.Requests));
    }

    [Theory]
    [InlineData(200, """{"items":[{"name":"a"}]}""", null)]
    [InlineData(200, """{"items":[{"name":"b"}]}""", "expected \"a\" at '/items/0/name' from GET /x, got \"b\"")]
    [InlineData(200, """{"items":[]}""", "expected \"a\" at '/items/0/name' from GET /x, got nothing there: {\"items\":[]}")]
    [InlineData(200, "<html>", "expected JSON from GET /x, got <html>")]
    [InlineData(500, "oh", "expected 200 from GET /x, got 500 oh")]
    public async Task A_value_is_looked_up_in_the_answer(int status, string body, string? message)
    {
        var outcome = await RunAsync(new ScriptedApi(_time, (status, body)), new SmokeProbeSpec
        {
            Name = "x",
            Type = "http",
            Path = "/x",
            Attempts = 1,
            ExpectJson = [new JsonExpectationSpec { Pointer = "/items/0/name", Value = "a" }],
        });
        if (message is null)
            Assert.IsType<SmokeOutcome.Passed>(outcome);
        else
            Assert.Equal(
                new Failure("SmokeProbeFailed", $"smoke probe 'x' failed: {message} (from pod p, 1 try)", "x") { Evidence = "pod p: container api runs" },
                Assert.IsType<SmokeOutcome.Failed>(outcome).Cause);
    }

    [Fact]
    public async Task As_many_tries_in_a_row_must_pass_as_the_threshold_says()
    {
        var probe = new SmokeProbeSpec { Name = "x", Type = "http", Path = "/x", Attempts = 5, SuccessThreshold = 3, Interval = "1s" };
        var api = new ScriptedApi(_time, (200, ""), (200, ""), (500, ""), (200, ""), (200, ""));
        Assert.Contains(
            "expected 3 successes in a row, got 4 of 5 tries passed, one failed: expected 200 from GET /x, got 500 Internal Server Error",
            Assert.IsType<SmokeOutcome.Failed>(await RunAsync(api, probe)).Cause.Message,
            StringComparison.Ordinal);
        api = new ScriptedApi(_time, (500, ""), (200, ""), (200, ""), (200, ""));
        Assert.IsType<SmokeOutcome.Passed>(await RunAsync(api, probe));
        Assert.Equal(4, api.Requests.Count);
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_fails()
    {
        var api = new ScriptedApi(_time, (200, "")) { Takes = TimeSpan.FromMilliseconds(300) };
        var outcome = await RunAsync(api, new SmokeProbeSpec { Name = "x", Type = "http", Path = "/x", Attempts = 1, MaxLatency = "200ms" });
        Assert.Contains(
            "expected an answer within 200 ms, got one after 300 ms", Assert.IsType<SmokeOutcome.Failed>(outcome).Cause.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"pong\"", true)]
    [InlineData("\"pang\"", false)]
    public async Task Ping_goes_through_api_redis_and_worker(string result, bool passes)
    {
        var api = new ScriptedApi(_time, (202, """{"id":"1"}"""), (200, $$"""{"status":"SUCCESS","result":{{result}}}"""));
        var outcome = await RunAsync(api, new SmokeProbeSpec { Name = "ping", Type = "ping", Attempts = 1 });
        Assert.Equal(passes, outcome is SmokeOutcome.Passed);
        Assert.StartsWith("POST /tasks/ping", api.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("ping")]
    public async Task Of_an_answer_without_an_end_no_more_is_read_than_is_looked_at(string type)
    {
        var endless = new EndlessStream();
        var api = new ScriptedApi(_time, (202, "")) { Body = endless };
        var probe = new SmokeProbeSpec { Name = "x", Type = type, Path = type == "http" ? "/x" : null, Attempts = 1 };
        Assert.IsType<SmokeOutcome.Failed>(await RunAsync(api, probe));
        Assert.InRange(endless.Read, 1, 256 * 1024);
    }

    private async Task<SmokeOutcome> RunAsync(ScriptedApi api, SmokeProbeSpec probe)
    {
        var spec = Desired.DesiredStateTests.Minimal();
        spec.Rollout = new RolloutSpec { SmokeProbes = [probe] };
        var run = new SmokeRun(
            new NamespacedName("default", "shop"), "1", new Uri("http://127.0.0.1:8000"), "pod p", SpecDefaults.Resolve(spec).Rollout.SmokeProbes, null)
        {
            Evidence = _ => Task.FromResult<string?>("pod p: container api runs"),
        };
        var running = new SmokeProber(api, _time, new SmokeMetrics(Prometheus.Metrics.NewCustomRegistry())).RunAsync(
            run, TestContext.Current.CancellationToken);
        Assert.True(await _time.UntilAsync(() => Task.FromResult(running.IsCompleted), TimeSpan.FromHours(1)));
        return await running;
    }

    private sealed class ScriptedApi(VirtualClock time, params (int Status, string Body)[] answers) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        public TimeSpan Takes { get; init; }

        public Stream? Body { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var words = new List<string> { request.Method.Method, request.RequestUri!.PathAndQuery };
            words.AddRange(request.Headers.Select(header => $"{header.Key}={string.Join(',', header.Value)}"));
            if (request.Content is { } content)
                words.AddRange([content.Headers.ContentType!.MediaType!, await content.ReadAsStringAsync(cancellationToken)]);
            Requests.Add(string.Join(' ', words));
            await Task.Delay(Takes, time, cancellationToken);
            var (status, body) = answers[Requests.Count - 1];
            return new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = Body is null ? new StringContent(body, Encoding.UTF8, "application/json") : new StreamContent(Body),
            };
        }
    }

    private sealed class EndlessStream : MemoryStream
    {
        public new long Read { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            Read += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }

        public override bool CanSeek => false;

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[bufferSize];
            while (true)
                await destination.WriteAsync(buffer.AsMemory(0, await ReadAsync(buffer, cancellationToken)), cancellationToken);
        }
    }
}
