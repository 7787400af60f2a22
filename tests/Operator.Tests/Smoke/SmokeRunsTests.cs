using System.Net;
using October.Crd.Defaults;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Telemetry;
using Prometheus;

namespace October.Operator.Smoke;

public sealed class SmokeRunsTests
{
    private static readonly NamespacedName App = new("default", "shop");

    [Fact]
    public async Task A_failure_counts_also_where_nothing_can_be_read_that_explains_it()
    {
        var outcome = await RunAsync(TimeSpan.FromSeconds(5), _ => throw new HttpRequestException("no API server"));
        var cause = Assert.IsType<SmokeOutcome.Failed>(outcome).Cause;
        Assert.Contains("expected 200 from GET /x, got 500", cause.Message, StringComparison.Ordinal);
        Assert.Null(cause.Evidence);
    }

    [Fact]
    public async Task A_run_that_cannot_be_made_ends_with_what_went_wrong()
    {
        // Longer than any timer.
        var outcome = await RunAsync(TimeSpan.FromDays(300), _ => Task.FromResult<string?>(null));
        Assert.StartsWith(
            "the smoke probes could not be run: ", Assert.IsType<SmokeOutcome.Failed>(outcome).Cause.Message, StringComparison.Ordinal);
    }

    private static async Task<SmokeOutcome> RunAsync(TimeSpan timeout, Func<CancellationToken, Task<string?>> evidence)
    {
        using var handler = new Broken();
        var prober = new SmokeProber(handler, TimeProvider.System, new SmokeMetrics(Metrics.NewCustomRegistry()));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = new SmokeRuns(prober, TestContext.Current.CancellationToken) { Changed = _ => ended.SetResult() };
        var policy = new SmokePolicy(timeout, 1, TimeSpan.FromSeconds(1));
        var probe = new ResolvedSmokeProbe.Http("x", policy) { Method = "GET", Path = "/x", ExpectStatus = 200 };
        runs.Ensure(new SmokeRun(App, "1", new Uri("http://127.0.0.1:1"), "pod p", [probe], null) { Evidence = evidence });
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return runs.Outcome(App, "1");
    }

    private sealed class Broken : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
    }
}
