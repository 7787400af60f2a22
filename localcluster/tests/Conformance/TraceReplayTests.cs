using October.Conformance.Corpus;
using October.Conformance.Replay;
using October.Conformance.Traces;

namespace October.Conformance;

public sealed class TraceReplayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Controllers_and_the_node_do_over_time_what_those_of_a_real_cluster_did()
    {
        var token = TestContext.Current.CancellationToken;
        var traces = CorpusFolder.Scenarios("traces");
        if (traces.Count == 0)
        {
            output.WriteLine("There are no recordings to replay; set OCTOBER_CONFORMANCE_DIR to their folder.");
            return;
        }

        var differences = new IReadOnlyList<string>[traces.Count];
        await Parallel.ForAsync(0, traces.Count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = token }, async (i, cancellationToken) =>
            differences[i] = await TraceRun.RunAsync(traces[i], cancellationToken));
        var scores = new Scoreboard();
        for (var i = 0; i < traces.Count; i++)
            scores.Add("trace", (string)traces[i]["name"]!, 0, differences[i].Count == 0 ? null : string.Join("\n    ", differences[i]));
        Report.Write(output, "traces", scores);
        Floors.Check(scores, Floors.Traces);
        Deviations.Check(scores);
    }
}
