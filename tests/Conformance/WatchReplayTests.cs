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
        var random = new Random(2);
        await using var server = await ReplayServer.StartAsync(token);
        foreach (var scenario in scenarios)
        {
            var run = new ScenarioRun(server, random);
            var difference = await run.InNamespaceAsync(created => new WatchRun(server, run).RunAsync(scenario, created, token), token);
            scores.Add("watch", (string)scenario["name"]!, 0, difference);
        }

        Report.Write(output, "watch", scores);
        Floors.Check(scores, Floors.Watch);
        Deviations.Check(scores);
    }
}
