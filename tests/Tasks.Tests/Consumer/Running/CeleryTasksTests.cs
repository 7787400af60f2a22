using System.Text;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>The tasks that a Celery sender expects of every worker.</summary>
public sealed class CeleryTasksTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData("celery.map", """{"task":{"task":"echo","args":[9]},"it":[1,[2],null]}""", "[1,[2],null]")]
    [InlineData("celery.map", """{"task":"echo","it":[]}""", "[]")]
    [InlineData("celery.starmap", """{"task":{"task":"add"},"it":[[1,2],[3,4.5]]}""", "[3,7.5]")]
    [InlineData("celery.backend_cleanup", "{}", "null")]
    [InlineData("celery.accumulate", "{}", """[7,"8"]""", """[7,"8"]""")]
    [InlineData("celery.accumulate", """{"index":null}""", "[7]", "[7]")]
    [InlineData("celery.accumulate", """{"index":-1}""", "8", "[7,8]")]
    public async Task It_is_run_as_by_Celerys_worker(string task, string kwargs, string result, string args = "[]") =>
        Assert.Equal(result, (await CallAsync(task, args, kwargs)).Value?.GetRawText());

    [Theory]
    [InlineData("celery.map", """{"task":{"task":"fail"},"it":["no","never"]}""", "InvalidOperationException", "no")]
    [InlineData("celery.map", """{"task":{"task":"nope"},"it":[]}""", "NotRegistered", "nope")]
    [InlineData("celery.map", """{"task":{"task":"echo"}}""", "TypeError", "celery.map() missing 1 required positional argument: 'it'")]
    [InlineData("celery.map", """{"task":5,"it":[]}""", "TypeError", "argument 'task' must be a signature")]
    [InlineData("celery.starmap", """{"task":{"task":"echo"},"it":[1]}""", "TypeError", "each item of argument 'it' must be a list")]
    [InlineData("celery.accumulate", """{"index":0}""", "TypeError", "celery.accumulate() argument 'index' is out of range")]
    [InlineData("celery.group", "{}", "NotRegistered", "celery.group")]
    public async Task What_cannot_be_run_fails_with_the_reason(string task, string kwargs, string type, string message)
    {
        var failure = (await CallAsync(task, "[]", kwargs)).Failure;

        Assert.Equal((type, message), (failure?.Type, failure?.Message));
    }

    private async Task<TaskResult> CallAsync(string task, string args, string kwargs)
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var sent = await worker.Client.EnqueueAsync(
            task, Encoding.UTF8.GetBytes(args), Encoding.UTF8.GetBytes(kwargs), null, TestContext.Current.CancellationToken);
        return await worker.Client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
