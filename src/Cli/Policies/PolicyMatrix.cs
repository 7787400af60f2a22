using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.Cli.Policies;

/// <summary>Every connection between pods, judged.</summary>
internal static class PolicyMatrix
{
    /// <summary>Each pair of pods, with each port that the called pod declares, or the given one.</summary>
    public static IEnumerable<JudgedConnection> Of(
        IReadOnlyList<JsonObject> policies, IReadOnlyList<PolicyEndpoint> from, IReadOnlyList<PolicyEndpoint> to, int? port = null)
    {
        foreach (var source in from)
        {
            foreach (var target in to.Where(t => t.Name != source.Name))
            {
                foreach (var (number, protocol) in port is { } given ? [(given, "TCP")] : Ports(target))
                    yield return new JudgedConnection(source, target, number, protocol, PolicyEvaluator.Decide(policies, source, target, number, protocol));
            }
        }
    }

    private static IEnumerable<(int Port, string Protocol)> Ports(PolicyEndpoint end) => end.Pod.ArrayAt("spec", "containers").Objects()
        .SelectMany(c => c.ArrayAt("ports").Objects())
        .Select(p => ((int)(p.LongAt("containerPort") ?? 0), p.StringAt("protocol") ?? "TCP"))
        .Distinct();
}
