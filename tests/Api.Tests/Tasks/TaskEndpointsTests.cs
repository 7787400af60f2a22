using System.Net;
using October.Testing.Redis;

namespace October.Api.Tasks;

public sealed class TaskEndpointsTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData("""{"args":[2,3]}""")]
    [InlineData("""{"kwargs":{"x":2,"y":3}}""")]
    [InlineData(""" {"args":[2],"kwargs":{"y":3},"options":{"priority":3,"countdown":0.1}} """)]
    public async Task A_task_is_accepted_and_its_result_served(string body)
    {
        await using var api = await RunningAsync(worker: true);

        var (accepted, task) = await api.SendAsync(HttpMethod.Post, "/tasks/add", body);
        var (found, result) = await api.SendAsync(HttpMethod.Get, $"{accepted.Headers.Location}?wait=20s");

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("PENDING", (string?)task!["status"]);
        Assert.Equal($"/tasks/{task["id"]}", accepted.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal(("SUCCESS", 5), ((string?)result!["status"], (int)result["result"]!));
    }

    [Fact]
    public async Task The_progress_of_a_task_is_shown_until_it_has_ended()
    {
        await using var api = await RunningAsync(worker: true);

        var (accepted, _) = await api.SendAsync(HttpMethod.Post, "/tasks/report");
        var path = $"{accepted.Headers.Location}";
        await Eventually.TrueAsync(
            async () => (string?)(await api.SendAsync(HttpMethod.Get, path)).Body!["status"] == "PROGRESS", "the handler reports its progress");
        Assert.Equal("{\"current\":3}", (await api.SendAsync(HttpMethod.Get, path)).Body!["progress"]!.ToJsonString());
        api.Gate.SetResult();

        var (_, ended) = await api.SendAsync(HttpMethod.Get, path + "?wait=20s");
        Assert.Equal(("SUCCESS", true, null), ((string?)ended!["status"], (bool)ended["result"]!, ended["progress"]));
    }

    [Fact]
    public async Task A_failure_is_told_with_its_type_and_message()
    {
        await using var api = await RunningAsync(worker: true);

        var (accepted, _) = await api.SendAsync(HttpMethod.Post, "/tasks/add", """{"args":[2,"3"]}""");
        var (_, result) = await api.SendAsync(HttpMethod.Get, $"{accepted.Headers.Location}?wait=20s");

        Assert.Equal("FAILURE", (string?)result!["status"]);
        Assert.Equal("add() argument 'y' must be a number, not a string", (string?)result["error"]!["message"]);
    }

    [Theory]
    [InlineData("args=[2,3]", "The body is not JSON")]
    [InlineData("[2,3]", "The body must be an object")]
    [InlineData("""{"arg":[2,3]}""", "Unknown field \"arg\"")]
    [InlineData("""{"args":{}}""", "\"args\" must be a list")]
    [InlineData("""{"options":{"priority":10}}""", "Option \"priority\" must be a whole number from 0 to 9")]
    [InlineData("""{"options":{"prio":1}}""", "Unknown option \"prio\"; there are queue")]
    [InlineData("""{"options":{"eta":"soon"}}""", "Option \"eta\" must be a time")]
    public async Task A_body_that_does_not_fit_is_refused_with_a_sentence(string body, string sentence)
    {
        await using var api = await RunningAsync();

        var (refused, problem) = await api.SendAsync(HttpMethod.Post, "/tasks/add", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(sentence, (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_page_of_another_site_sends_nothing(string header, string value)
    {
        await using var api = await RunningAsync();

        var (refused, _) = await api.SendAsync(HttpMethod.Post, "/tasks/add", """{"args":[2,3]}""", (header, value));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
    }

    [Fact]
    public async Task A_compressed_body_is_refused_by_its_encoding()
    {
        await using var api = await RunningAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tasks/add") { Content = new ByteArrayContent([0x1f, 0x8b]) };
        request.Content.Headers.ContentEncoding.Add("gzip");

        using var refused = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
    }

    [Fact]
    public async Task The_length_of_a_key_of_another_use_is_not_served()
    {
        await using var api = await RunningAsync();

        var (refused, problem) = await api.SendAsync(HttpMethod.Get, "/queues?queue=celery&queue=october:leases");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("A queue's name must not begin with \"october:\", as keys of another use do.", (string?)problem!["detail"]);
    }

    [Fact]
    public async Task One_request_asks_for_no_more_than_twenty_queues()
    {
        await using var api = await RunningAsync();

        var (served, _) = await api.SendAsync(HttpMethod.Get, "/queues?" + string.Join('&', Enumerable.Range(0, 20).Select(static at => $"queue=q{at}")));
        var (refused, _) = await api.SendAsync(HttpMethod.Get, "/queues?" + string.Join('&', Enumerable.Range(0, 21).Select(static at => $"queue=q{at}")));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (served.StatusCode, refused.StatusCode));
    }

    [Fact]
    public async Task The_same_idempotency_key_sends_once_and_another_task_under_it_is_a_conflict()
    {
        await using var api = await RunningAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var (_, first) = await api.SendAsync(HttpMethod.Post, "/tasks/later", "{}", key);
        var (_, second) = await api.SendAsync(HttpMethod.Post, "/tasks/later", "{}", key);
        var (conflict, _) = await api.SendAsync(HttpMethod.Post, "/tasks/other", "{}", key);

        Assert.Equal((string?)first!["id"], (string?)second!["id"]);
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_as_too_large()
    {
        await using var api = await RunningAsync(with: static settings => settings with { MaxBody = 2048 });

        var (refused, problem) = await api.SendAsync(HttpMethod.Post, "/tasks/add", $$"""{"args":["{{new string('x', 3000)}}"]}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(413, (int)problem!["status"]!);
    }

    [Fact]
    public async Task A_full_queue_is_503_with_a_time_to_come_back()
    {
        await using var api = await RunningAsync(with: static settings =>
            settings with { Client = settings.Client with { Queue = "small", MaxQueueLength = 1 } });

        var (first, _) = await api.SendAsync(HttpMethod.Post, "/tasks/add", "{}");
        var (second, _) = await api.SendAsync(HttpMethod.Post, "/tasks/add", "{}");
        var (_, queues) = await api.SendAsync(HttpMethod.Get, "/queues");

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), second.Headers.RetryAfter!.Delta);
        Assert.Equal(1, (int)queues!["queues"]!["small"]!);
    }

    [Fact]
    public async Task Without_Redis_nothing_is_accepted_but_the_process_is_alive()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings);

        var (refused, problem) = await api.SendAsync(HttpMethod.Post, "/tasks/add", """{"args":[2,3]}""");
        var (ready, notReady) = await api.SendAsync(HttpMethod.Get, "/ready");
        var (alive, _) = await api.SendAsync(HttpMethod.Get, "/healthz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.StartsWith("The task queue is not available", (string?)problem!["detail"], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (ready.StatusCode, (bool)notReady!["ready"]!));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task The_api_becomes_ready_when_Redis_comes()
    {
        await using var late = new RedisServer();
        await using var api = await RunningApi.StartAsync(late.Settings);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.SendAsync(HttpMethod.Get, "/ready")).Response.StatusCode);

        await late.StartAsync();

        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "ready");
    }

    [Fact]
    public async Task An_unknown_id_is_pending_and_a_bad_wait_is_refused()
    {
        await using var api = await RunningAsync();

        var (_, unknown) = await api.SendAsync(HttpMethod.Get, "/tasks/never-sent?wait=10ms");
        var (refused, _) = await api.SendAsync(HttpMethod.Get, "/tasks/never-sent?wait=soon");

        Assert.Equal("PENDING", (string?)unknown!["status"]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Theory]
    [InlineData("\\ud800", "\uFFFD")]
    [InlineData("\\\\ud800\\uDC00x\\ud83d\\ude00", "\\ud800\uFFFDx\U0001F600")]
    [InlineData("\\u0000\\ud83d\\u0041\\udbff", "\0\uFFFDA\uFFFD")]
    public async Task A_result_that_Python_has_stored_is_served_whatever_text_it_has(string stored, string served)
    {
        await using var api = await RunningAsync();
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync("celery-task-meta-python", $$"""{"status":"SUCCESS","result":["{{stored}}",1],"task_id":"python"}""");

        var (found, result) = await api.SendAsync(HttpMethod.Get, "/tasks/python");

        Assert.Equal((HttpStatusCode.OK, served), (found.StatusCode, (string?)result?["result"]?[0]));
    }

    [Theory]
    [InlineData(
        """{"status":"FAILURE","result":{"exc_type":"OSError","exc_message":["a\udcff"],"exc_module":"io"},"traceback":"\udcff"}""",
        "FAILURE",
        "a\uFFFD")]
    [InlineData("""{"status":"RETRY","result":{"exc_type":"E\ud800","exc_message":"\ud83d\ude00","exc_module":"\udfff"}}""", "RETRY", "\U0001F600")]
    [InlineData("""{"status":"FAILURE","result":{"exc_type":"KeyError","exc_message":[["\udc80",1],{"a":"\udc80"}],"exc_module":null}}""", "FAILURE", null)]
    [InlineData("""{"status":"L\udcc4UFT","result":{"at":1}}""", "L\uFFFDUFT", null)]
    public async Task A_failure_that_Python_has_stored_is_served_whatever_text_it_has(string stored, string status, string? message)
    {
        await using var api = await RunningAsync();
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync("celery-task-meta-failed", stored);

        var (found, result) = await api.SendAsync(HttpMethod.Get, "/tasks/failed");

        Assert.Equal((HttpStatusCode.OK, status), (found.StatusCode, (string?)result?["status"]));
        if (message is not null)
            Assert.Equal(message, (string?)result!["error"]!["message"]);
    }

    [Fact]
    public async Task A_result_is_served_however_deep_it_is_and_what_is_none_is_said_so()
    {
        await using var api = await RunningAsync();
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync(
            "celery-task-meta-deep", $$"""{"status":"SUCCESS","result":{{new string('[', 900)}}{{new string(']', 900)}}}""");
        await raw.GetDatabase().StringSetAsync("celery-task-meta-none", """{"result":1}""");

        using var found = await api.Http.GetAsync(new Uri("/tasks/deep", UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await found.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var (refused, problem) = await api.SendAsync(HttpMethod.Get, "/tasks/none");

        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Contains(new string('[', 900) + new string(']', 900), text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Contains("the stored result of task none is not JSON as Celery writes it", (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_task_can_be_revoked()
    {
        await using var api = await RunningAsync();
        var (_, task) = await api.SendAsync(HttpMethod.Post, "/tasks/later", "{}");

        var (revoked, answer) = await api.SendAsync(HttpMethod.Delete, $"/tasks/{task!["id"]}");

        Assert.Equal((HttpStatusCode.OK, "PENDING"), (revoked.StatusCode, (string?)answer!["status"]));
        await using var raw = await server.RawAsync();
        Assert.NotNull(await raw.GetDatabase().SortedSetScoreAsync("october:revoked", (string)task["id"]!));
    }

    private async Task<RunningApi> RunningAsync(bool worker = false, Func<ApiSettings, ApiSettings>? with = null)
    {
        var api = await RunningApi.StartAsync(server.Settings, worker, with);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
