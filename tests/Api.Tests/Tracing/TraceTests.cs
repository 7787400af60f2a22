using System.Net;
using System.Text.Json.Nodes;
using October.Testing.Redis;
using October.Testing.Services;

namespace October.Api.Tracing;

public sealed class TraceTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";
    private static readonly (string, string) TraceParent = ("traceparent", $"00-{Trace}-{Caller}-01");

    [Fact]
    public async Task A_callers_trace_goes_through_the_api_and_redis_to_the_run_of_the_task()
    {
        await using var collector = new OtlpReceiver();
        (string, string)[] settings = [("REDIS_URL", server.Url), ("SHUTDOWN_DELAY", "0"), .. collector.Settings];
        await using var api = ServiceProcess.Start("october-api", [], settings);
        await using var worker = ServiceProcess.Start("october-worker", [], settings);
        await Eventually.TrueAsync(async () => await api.ProbeAsync("/ready") == 200 && await worker.ProbeAsync("/ready") == 200, "both are ready");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/tasks/add") { Content = new StringContent("""{"args":[1]}""") };
        request.Headers.Add(TraceParent.Item1, TraceParent.Item2);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);

        await Eventually.TrueAsync(() => collector.Spans.Count(static span => span.TraceId == Trace) == 2, "both spans were exported");
        var sent = collector.Spans.Single(static span => span.Service == "october-api");
        var run = collector.Spans.Single(static span => span.Service == "october-worker");
        Assert.Equal(new OtlpSpan("october-api", Trace, sent.Id, Caller, "POST /tasks/{name}", IsError: false), sent);
        // add(1) lacks an argument.
        Assert.Equal(new OtlpSpan("october-worker", Trace, run.Id, sent.Id, "run add", IsError: true), run);
        Assert.DoesNotContain(collector.Spans, static span => span.Name.Contains("/ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_log_and_export_the_callers_trace_is_passed_on_as_it_came()
    {
        await using var api = await RunningApi.StartAsync(
            server.Settings, with: static settings => settings with { Client = settings.Client with { Queue = "traced" } });
        await Eventually.TrueAsync(
            async () => (await api.SendAsync(HttpMethod.Post, "/tasks/later", "{}", TraceParent)).Response.IsSuccessStatusCode, "the task is sent");

        await using var raw = await server.RawAsync();
        var message = JsonNode.Parse((string)(await raw.GetDatabase().ListLeftPopAsync("traced"))!)!;
        Assert.Equal(TraceParent.Item2, (string?)message["headers"]!["traceparent"]);
    }
}
