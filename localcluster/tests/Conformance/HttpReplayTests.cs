using October.Conformance.Corpus;
using October.Conformance.Replay;

namespace October.Conformance;

public sealed class HttpReplayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_server_answers_as_a_real_one_did()
    {
        var token = TestContext.Current.CancellationToken;
        var scenarios = CorpusFolder.Scenarios("http");
        if (scenarios.Count == 0)
        {
            output.WriteLine("There are no recordings to replay; set OCTOBER_CONFORMANCE_DIR to their folder.");
            return;
        }

        var scores = new Scoreboard();
        await using var server = await ReplayServer.StartAsync(token);
        // Most of a scenario's time is waiting, and each has a namespace of its own.
        var results = new List<string?>[scenarios.Count];
        // What looks at all kinds there are must not see those of others come and go.
        var alone = Enumerable.Range(0, scenarios.Count).Where(i => (string?)scenarios[i]["category"] is "discovery" or "openapi").ToList();
        foreach (var i in alone)
            await RunAsync(i, token);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, scenarios.Count).Except(alone),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = token },
            async (i, cancellationToken) => await RunAsync(i, cancellationToken));
        foreach (var (scenario, differences) in scenarios.Zip(results))
        {
            for (var i = 0; i < differences.Count; i++)
                scores.Add((string)scenario["category"]!, (string)scenario["name"]!, i, differences[i]);
        }

        async Task RunAsync(int i, CancellationToken cancellationToken)
        {
            var run = new ScenarioRun(server, new Random(i));
            results[i] = await run.InNamespaceAsync(created => run.RunStepsAsync(scenarios[i], created, cancellationToken), cancellationToken);
        }

        Report.Write(output, "http", scores);
        Floors.Check(scores, Floors.Http);
        Deviations.Check(scores);
    }
}
