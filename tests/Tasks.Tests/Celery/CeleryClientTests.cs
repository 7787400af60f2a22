using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Tests.Consumer;
using October.Testing.Redis;

namespace October.Tasks.Tests.Celery;

/// <summary>A real Celery client calls our worker.</summary>
public sealed class CeleryClientTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Calls =
        """
        [{"task": "add", "args": [2, 3]},
         {"task": "add", "kwargs": {"x": 2, "y": 0.5}},
         {"task": "add", "args": [123456789012345678901234567890, 1]},
         {"task": "ping"},
         {"task": "echo", "args": ["häßlich \u2603 \ud83d\ude80"]},
         {"task": "echo", "args": [{"a": [1, {"b": null}, [[[true]]]]}]},
         {"task": "fail", "args": ["no ü"]},
         {"task": "flaky", "args": [2]},
         {"task": "add", "args": [1]},
         {"task": "unknown.task"},
         {"task": "ping", "options": {"eta_in": 1.0}},
         {"task": "ping", "options": {"countdown": 5, "expires": 0.01}},
         {"task": "ping", "options": {"priority": 9}},
         {"task": "ping", "options": {"ignore_result": true}}]
        """;

    [Fact]
    public async Task Every_kind_of_call_is_answered_as_by_Celerys_own_worker()
    {
        await using var worker = new RunningConsumer(server);

        var answers = JsonNode.Parse(await Python.RunAsync(server.Url, "client.py", Calls))!.AsArray();

        Assert.Equal(
            [
                """SUCCESS 5 null""",
                """SUCCESS 2.5 null""",
                """SUCCESS 123456789012345678901234567891 null""",
                """SUCCESS "pong" null""",
                """SUCCESS "häßlich ☃ 🚀" null""",
                """SUCCESS {"a":[1,{"b":null},[[[true]]]]} null""",
                """FAILURE null ["InvalidOperationException","celery.exceptions",["no ü"]]""",
                """SUCCESS 2 null""",
                """FAILURE null ["TypeError","builtins",["add() missing 1 required positional argument: 'y'"]]""",
                """FAILURE null ["NotRegistered","celery.exceptions",["unknown.task"]]""",
                """SUCCESS "pong" null""",
                """REVOKED null ["TaskRevokedError","celery.exceptions",["expired"]]""",
                """SUCCESS "pong" null""",
            ],
            answers.Take(13).Select(static a => $"{a!["state"]} {Plain(a["value"])} {Plain(a["error"])}"));
        var ignored = (string)answers[13]!["id"]!;
        await using var raw = await server.RawAsync();
        await Eventually.TrueAsync(async () => await raw.GetDatabase().ListLengthAsync("celery") == 0 && !await raw.GetDatabase().KeyExistsAsync("october:inflight:" + worker.Consumer.Session), "everything has ended");
        Assert.False(await raw.GetDatabase().KeyExistsAsync("celery-task-meta-" + ignored));
    }

    private static string Plain(JsonNode? node) =>
        node?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace("\\uD83D\\uDE80", "🚀", StringComparison.Ordinal) ?? "null";
}
