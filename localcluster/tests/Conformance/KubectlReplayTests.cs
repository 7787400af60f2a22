using System.Text.Json.Nodes;
using October.Conformance.Corpus;
using October.Conformance.Kubectl;
using October.Conformance.Replay;

namespace October.Conformance;

public sealed class KubectlReplayTests(ITestOutputHelper output)
{
    private const string TestedMinor = "1.32";

    [Fact]
    public async Task The_real_kubectl_prints_what_it_printed_on_a_real_cluster()
    {
        var token = TestContext.Current.CancellationToken;
        var all = CorpusFolder.Scenarios("kubectl");
        // A measurement replays the recordings of every minor; a test those of one, which have all scenarios.
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_JSON") is not { Length: > 0 })
            all = [.. all.Where(static s => (string?)s["kubectl"] == TestedMinor)];
        var scenarios = all.Where(static s => Program(s) is not null).ToList();
        foreach (var minor in all.Except(scenarios).Select(static s => (string)s["kubectl"]!).Distinct(StringComparer.Ordinal))
            output.WriteLine(
                $"There is no kubectl {minor} on this machine: its {all.Count(s => (string)s["kubectl"]! == minor)} recordings are left out of the total.");
        if (scenarios.Count == 0)
        {
            output.WriteLine("There are no recordings to replay; set OCTOBER_CONFORMANCE_DIR to their folder.");
            return;
        }

        var results = new List<string?>[scenarios.Count];
        await using var cluster = await KubectlCluster.StartAsync(token);
        // Definitions share their short names, so that theirs run one at a time; and lists of all kinds must not see them come and go.
        var alone = Enumerable.Range(0, scenarios.Count).Where(i => UsesDefinitions(scenarios[i])).ToList();
        var others = Enumerable.Range(0, scenarios.Count).Except(alone);
        await Task.WhenAll(
            Parallel.ForEachAsync(
                others,
                new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = token },
                async (i, cancellationToken) => await RunAsync(i, cancellationToken)),
            Task.Run(
                async () =>
                {
                    foreach (var i in alone)
                        await RunAsync(i, token);
                },
                token));
        var scores = new Scoreboard();
        foreach (var (scenario, differences) in scenarios.Zip(results))
        {
            for (var i = 0; i < differences.Count; i++)
                scores.Add("kubectl", $"kubectl/{scenario["name"]}", i, differences[i]);
        }

        Report.Write(output, "kubectl", scores);
        Floors.Check(scores, Floors.Kubectl);
        Deviations.Check(scores);

        async Task RunAsync(int i, CancellationToken cancellationToken)
        {
            var run = new ScenarioRun(cluster, new Random(2000 + i));
            results[i] = await run.InNamespaceAsync(
                async created =>
                {
                    using var kubectl = new KubectlRun(cluster, run, Program(scenarios[i])!);
                    return await kubectl.RunAsync(scenarios[i], created, cancellationToken);
                },
                cancellationToken);
        }
    }

    private static string? Program(JsonObject scenario) => KubectlVersions.Find((string)scenario["kubectl"]!);

    private static bool UsesDefinitions(JsonObject scenario) => scenario.ToJsonString().Contains("CustomResourceDefinition", StringComparison.Ordinal);
}
