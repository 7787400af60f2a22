using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using October.Crd.Defaults;
using October.Crd.Spec.Rollout;
using October.LocalCluster.Testing;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Telemetry;

namespace October.Operator.Smoke;

/// <summary>Callers who ask much of an app say nothing of its revision.</summary>
public sealed class BusyAppTests
{
    private const string Accepted = """{"id":"1"}""";
    private const string Pending = """{"status":"PENDING"}""";
    private const string Passed = """{"status":"SUCCESS","result":5}""";
    private const string Many = """{"queues":{"celery":5000},"delayed":0,"dead":0}""";
    private const string Own = """{"queues":{"celery":3},"delayed":40,"dead":0}""";

    private static readonly SmokeProbeSpec Add = new()
    {
        Name = "add",
        Type = "task",
        Task = "add",
        Args = new JsonArray(2, 3),
        ExpectResult = 5,
    };

    private readonly VirtualClock _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<string?> _said = [];

    [Fact]
    public async Task A_task_behind_many_others_is_awaited_and_not_sent_again()
    {
        var api = new Api { Posts = [(202, Accepted)], Gets = [.. Enumerable.Repeat((200, Pending), 9), (200, Passed)], Queues = (200, Many) };
        Assert.IsType<SmokeOutcome.Passed>(await RunAsync(api, Add));
        Assert.Equal(1, api.Sent);
        Assert.Equal(["smoke probe 'add' is repeated: 5,000 tasks wait", null], _said.Distinct());
    }

    [Fact]
    public async Task A_task_that_waits_alone_fails_after_as_many_tries_as_the_probe_has()
    {
        var api = new Api { Posts = [(202, Accepted)], Gets = [(200, Pending)], Queues = (200, Own) };
        Assert.Contains(
            """expected 5 from task add(2,3), got status PENDING: {"status":"PENDING"} (from pod p, 3 tries)""",
            Message(await RunAsync(api, Add)),
            StringComparison.Ordinal);
        Assert.Equal(3, api.Sent);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(200, "[]")]
    [InlineData(200, "no JSON")]
    [InlineData(200, """{"queues":7}""")]
    [InlineData(200, """{"queues":{"celery":"many"}}""")]
    public async Task An_api_that_does_not_say_what_waits_is_not_busy(int status, string body)
    {
        var api = new Api { Posts = [(202, Accepted)], Gets = [(200, Pending)], Queues = (status, body) };
        Assert.IsType<SmokeOutcome.Failed>(await RunAsync(api, Add));
        Assert.Equal(3, api.Sent);
    }

    [Fact]
    public async Task A_full_queue_and_a_rate_limit_are_awaited()
    {
        var api = new Api
        {
            Posts = [(503, """{"status":503}"""), (429, """{"status":429}"""), (503, ""), (429, ""), (202, Accepted)],
            Gets = [(429, """{"status":429}"""), (429, ""), (200, Passed)],
            Queues = (200, Many),
        };
        Assert.IsType<SmokeOutcome.Passed>(await RunAsync(api, Add));
    }

    [Fact]
    public async Task A_rate_limit_is_awaited_by_a_probe_of_a_path()
    {
        var api = new Api { Gets = [(429, ""), (429, ""), (429, ""), (429, ""), (200, "ok")] };
        Assert.IsType<SmokeOutcome.Passed>(await RunAsync(api, new SmokeProbeSpec { Name = "x", Type = "http", Path = "/tasks/x", Attempts = 1 }));
        api = new Api { Gets = [(429, "")] };
        Assert.IsType<SmokeOutcome.Passed>(
            await RunAsync(api, new SmokeProbeSpec { Name = "x", Type = "http", Path = "/tasks/x", Attempts = 1, ExpectStatus = 429 }));
    }

    [Fact]
    public async Task Redis_that_cannot_be_reached_is_no_load()
    {
        var api = new Api { Posts = [(503, "")], Queues = (503, "") };
        Assert.Contains("expected 202 from POST /tasks/add, got 503 Service Unavailable", Message(await RunAsync(api, Add)), StringComparison.Ordinal);
        Assert.Equal(3, api.Sent);
    }

    [Fact]
    public async Task Load_without_an_end_fails_the_probe_and_is_named()
    {
        var api = new Api { Posts = [(202, Accepted)], Gets = [(200, Pending)], Queues = (200, Many) };
        Assert.Contains("5,000 tasks wait, for 300 s (spec.rollout.progressDeadline)", Message(await RunAsync(api, Add)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_is_asked_for_until_the_probes_own_timeout_where_the_api_waits_for_less()
    {
        var api = new Api { Posts = [(202, Accepted)], Gets = [(200, Pending), (200, Pending), (200, Passed)] };
        Assert.IsType<SmokeOutcome.Passed>(await RunAsync(api, new SmokeProbeSpec
        {
            Name = "add",
            Type = "task",
            Task = "add",
            Args = new JsonArray(2, 3),
            ExpectResult = 5,
            Attempts = 1,
            Timeout = "90s",
        }));
    }

    [Fact]
    public async Task A_refusal_of_a_result_is_quoted_by_its_status_code()
    {
        var api = new Api { Posts = [(202, Accepted)], Gets = [(500, """{"title":"oh","status":500}""")] };
        Assert.Contains("expected 5 from task add(2,3), got 500 Internal Server Error", Message(await RunAsync(api, Add)), StringComparison.Ordinal);
    }

    private static string Message(SmokeOutcome outcome) => Assert.IsType<SmokeOutcome.Failed>(outcome).Cause.Message;

    private async Task<SmokeOutcome> RunAsync(Api api, SmokeProbeSpec probe)
    {
        var spec = Desired.DesiredStateTests.Minimal();
        spec.Rollout = new RolloutSpec { SmokeProbes = [probe] };
        var rollout = SpecDefaults.Resolve(spec).Rollout;
        var run = new SmokeRun(new NamespacedName("default", "shop"), "1", new Uri("http://127.0.0.1:8000"), "pod p", rollout.SmokeProbes, null)
        {
            BusyTimeout = TimeSpan.FromMinutes(5),
            Busy = _said.Add,
        };
        var running = new SmokeProber(api, _time, new SmokeMetrics(Prometheus.Metrics.NewCustomRegistry())).RunAsync(
            run, TestContext.Current.CancellationToken);
        Assert.True(await _time.UntilAsync(() => Task.FromResult(running.IsCompleted), TimeSpan.FromHours(1)));
        return await running;
    }

    /// <summary>Gives one answer after the other, and the last one again and again.</summary>
    private sealed class Api : HttpMessageHandler
    {
        private int _asked;

        public IReadOnlyList<(int Status, string Body)> Posts { get; init; } = [];

        public IReadOnlyList<(int Status, string Body)> Gets { get; init; } = [];

        public (int Status, string Body) Queues { get; init; }

        public int Sent { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = request.RequestUri!.AbsolutePath == "/queues" ? Queues
                : request.Method == HttpMethod.Post ? Posts[Math.Min(Sent++, Posts.Count - 1)]
                : Gets[Math.Min(_asked++, Gets.Count - 1)];
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
