using October.Conformance.Corpus;
using October.Conformance.Replay;

namespace October.Conformance;

public sealed class WatchReplayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Watches_deliver_what_those_of_a_real_server_did()
    {
        var token = TestContext.Current.CancellationToken;
        var scenarios = CorpusFolder.Scenarios("watch");
        if (scenarios.Count == 0)
        {
            output.WriteLine("There are no recordings to replay; set OCTOBER_CONFORMANCE_DIR to their folder.");
            return;
        }

        var scores = new Scoreboard();
        await using var server = await ReplayServer.StartAsync(token);
        var results = new string?[scenarios.Count];
        // To forget all history would break the watches of others.
        var alone = Enumerable.Range(0, scenarios.Count).Where(i => scenarios[i].ToJsonString().Contains("discard-history", StringComparison.Ordinal)).ToList();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, scenarios.Count).Except(alone),
            new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = token },
            async (i, cancellationToken) => await RunAsync(i, cancellationToken));
        foreach (var i in alone)
            await RunAsync(i, token);
        foreach (var (scenario, difference) in scenarios.Zip(results))
            scores.Add("watch", (string)scenario["name"]!, 0, difference);

        async Task RunAsync(int i, CancellationToken cancellationToken)
        {
            var run = new ScenarioRun(server, new Random(1000 + i));
            results[i] = await run.InNamespaceAsync(created => new WatchRun(server, run).RunAsync(scenarios[i], created, cancellationToken), cancellationToken);
        }

        Report.Write(output, "watch", scores);
        Floors.Check(scores, Floors.Watch);
        Deviations.Check(scores);
    }
}
