using System.Diagnostics;
using System.Text;
using October.Tasks.Client;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Tests.Celery;

/// <summary>Our client calls a real Celery worker.</summary>
public sealed class CeleryWorkerTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private Process _worker = null!;
    private RedisConnection _redis = null!;
    private TaskClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        _client = new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System);
        _worker = Python.Start(server.Url, "-m", "celery", "-A", "worker_app", "worker", "--pool=solo", "--without-gossip", "--without-mingle", "-l", "WARNING");
        _worker.ErrorDataReceived += static (_, _) => { };
        _worker.OutputDataReceived += static (_, _) => { };
        _worker.BeginErrorReadLine();
        _worker.BeginOutputReadLine();
    }

    public async ValueTask DisposeAsync()
    {
        _worker.Kill(entireProcessTree: true);
        await _worker.WaitForExitAsync();
        _worker.Dispose();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Every_kind_of_call_is_understood()
    {
        Assert.Equal("5", await ValueAsync("add", "[2,3]"));
        Assert.Equal("2.5", await ValueAsync("add", "[2]", """{"y":0.5}"""));
        Assert.Equal("123456789012345678901234567891", await ValueAsync("add", "[123456789012345678901234567890,1]"));
        Assert.Equal("\"pong\"", await ValueAsync("ping", "[]"));
        Assert.Equal("häßlich ☃ 🚀", (await CallAsync("echo", "[\"häßlich ☃ 🚀\"]")).Value!.Value.GetString());
        Assert.Equal("""{"a": [1, {"b": null}, [[[true]]]]}""", await ValueAsync("echo", """[{"a":[1,{"b":null},[[[true]]]]}]"""));
        Assert.Equal("2", await ValueAsync("flaky", "[2]"));
        Assert.Equal("\"pong\"", await ValueAsync("ping", "[]", options: new EnqueueOptions { Priority = 7 }));
        Assert.Equal("\"pong\"", await ValueAsync("ping", "[]", options: new EnqueueOptions { Countdown = TimeSpan.FromSeconds(0.5) }));
        Assert.Equal(TaskState.Revoked, (await CallAsync("ping", "[]", options: new EnqueueOptions { Expires = DateTimeOffset.UtcNow.AddSeconds(-1) })).Status);
        Assert.Equal(new TaskFailure("ValueError", "no ü", "builtins"), (await CallAsync("fail", "[\"no ü\"]")).Failure);
        Assert.Equal("TypeError", (await CallAsync("add", "[1]")).Failure!.Type);
        Assert.Equal("NotRegistered", (await CallAsync("unknown.task", "[]")).Failure!.Type);
    }

    private async Task<string> ValueAsync(string task, string args, string kwargs = "{}", EnqueueOptions? options = null)
    {
        var result = await CallAsync(task, args, kwargs, options);
        Assert.True(result.Status == TaskState.Success, result.ToString());
        return result.Value!.Value.GetRawText();
    }

    private async Task<TaskResult> CallAsync(string task, string args, string kwargs = "{}", EnqueueOptions? options = null)
    {
        var sent = await _client.EnqueueAsync(task, Encoding.UTF8.GetBytes(args), Encoding.UTF8.GetBytes(kwargs), options, TestContext.Current.CancellationToken);
        return await _client.AwaitResultAsync(sent.Id, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
