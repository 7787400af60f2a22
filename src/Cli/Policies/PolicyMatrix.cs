using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.Cli.Policies;

/// <summary>Evaluates every connection between pods.</summary>
internal static class PolicyMatrix
{
    /// <summary>Each pair of pods, with each port that the destination declares, or the given one.</summary>
    public static IEnumerable<EvaluatedConnection> Of(
        IReadOnlyList<JsonObject> policies, IReadOnlyList<PolicyEndpoint> from, IReadOnlyList<PolicyEndpoint> to, int? port = null)
    {
        foreach (var source in from)
        {
            foreach (var target in to.Where(t => t.Name != source.Name))
            {
                foreach (var (number, protocol) in port is { } given ? [(given, "TCP")] : Ports(target))
                {
                    var verdict = PolicyEvaluator.Evaluate(policies, source, target, number, protocol);
                    yield return new EvaluatedConnection(source, target, number, protocol, verdict);
                }
            }
        }
    }

    private static IEnumerable<(int Port, string Protocol)> Ports(PolicyEndpoint end) => end.Pod.ArrayAt("spec", "containers").Objects()
        .SelectMany(c => c.ArrayAt("ports").Objects())
        .Select(p => ((int)(p.LongAt("containerPort") ?? 0), p.StringAt("protocol") ?? "TCP"))
        .Distinct();
}
