using October.Tasks.Consumer;
using October.Testing.Redis;

namespace October.Tasks.Celery;

/// <summary>Celery's client sends workflows to our worker, some of them with parts for Celery's worker.</summary>
public sealed class CanvasTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Expected = """
        chain: 14
        chain, earlier results: ['9', '5']
        chain, children: [True]
        chain, collected: [5, 9, 14]
        chain, immutable: 15
        chain, first fails: ['InvalidOperationException: no', 'InvalidOperationException: no']
        link: ['2', '2', [True]]
        link_error: ['InvalidOperationException: no', True]
        link with options: 2
        group: [2, 4]
        group after a task: [3, 4]
        group within a chain: 8
        chord: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
        chord with a chain as body: 91
        chord with a failing part: True
        chord with a failing part, error link: True
        chord with a failing part, children: True
        chord with a failing part, kept parts: [['SUCCESS', 2], 'FAILURE']
        chord within a chord: [6, 6]
        chord of groups: [[3, 4], 18]
        chain of chords: 15
        chain of groups: 8
        chain that ends in a chord: 12
        chord whose last part ends in a chord: 7
        failing chord within a chord: ChordError
        map: [1, [2]]
        chunks: [[0, 2], [4, 6], [8]]
        map within a chain: 10
        chord by both kinds of worker, body by ours: True
        chord by both kinds of worker, body by theirs: True
        chain by both kinds of worker: [5, 6]
        chord that Celery's worker sends for ours: 17
        """;

    [Fact]
    public async Task Every_kind_of_workflow_ends_as_with_Celerys_worker()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Queues = ["ours"] });
        using var celery = Python.Start(
            server.Url, "-m", "celery", "-A", "worker_app", "worker", "-Q", "theirs", "--pool=solo", "--without-gossip", "--without-mingle", "-l", "WARNING");
        celery.ErrorDataReceived += static (_, _) => { };
        celery.OutputDataReceived += static (_, _) => { };
        celery.BeginErrorReadLine();
        celery.BeginOutputReadLine();
        try
        {
            Assert.Equal(Expected, (await Python.RunAsync(server.Url, "canvas.py", "")).TrimEnd());
        }
        finally
        {
            celery.Kill(entireProcessTree: true);
            await celery.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
