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
        var random = new Random(1);
        await using var server = await ReplayServer.StartAsync(token);
        foreach (var scenario in scenarios)
        {
            var run = new ScenarioRun(server, random);
            var results = await run.InNamespaceAsync(created => run.RunStepsAsync(scenario, created, token), token);
            for (var i = 0; i < results.Count; i++)
                scores.Add((string)scenario["category"]!, (string)scenario["name"]!, i, results[i]);
        }

        Report.Write(output, "http", scores);
        Floors.Check(scores, Floors.Http);
        Deviations.Check(scores);
    }
}
