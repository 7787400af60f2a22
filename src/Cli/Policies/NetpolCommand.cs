using System.CommandLine;
using System.Text.Json.Nodes;
using October.Cli.Cluster;
using October.Cli.Usage;

namespace October.Cli.Policies;

/// <summary><c>october netpol</c>: which pod can connect to which, by the NetworkPolicies of the cluster.</summary>
internal static class NetpolCommand
{
    private const int Denied = 3;

    public static Command Create()
    {
        var options = new ClusterOptions();
        var output = OutputOption.Create();
        var from = new Option<string?>("--from")
        {
            Description = "Source: a pod, namespace/pod, or an address outside the cluster. Default: every pod of the namespace.",
        };
        var to = new Option<string?>("--to") { Description = "Destination, in the same forms. Default: every pod of the namespace." };
        var port = NumberOption.Optional("--port", "The port at the pod, TCP. Default: every port that the destination declares.", 1, 65535);
        var command = new Command("netpol", """
            Prints which pod can connect to which, on what port and why, by the NetworkPolicies of the cluster as a network plugin applies them.
            Exit code 0 when every connection is allowed, 3 when one is denied.

            Examples:
              october netpol                                       every pair of pods of the namespace
              october netpol --from shop-api-6b7d --to shop-redis-0 --port 6379
              october netpol --from monitoring/prometheus-0        what Prometheus can reach
              october netpol --to 203.0.113.7 --port 5432          which pods can reach a database outside
            """)
        {
            from, to, port, output,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (api, ns) = options.Connect(parsed);
            using (api)
            {
                var view = await PolicyView.ReadAsync(api, cancellationToken);
                var connections = PolicyMatrix
                    .Of(view.Policies, view.Find(parsed.GetValue(from), ns), view.Find(parsed.GetValue(to), ns), parsed.GetValue(port))
                    .ToList();
                Console.Write(parsed.GetValue(output) == "json" ? Json(connections) : Text(connections));
                return connections.TrueForAll(c => c.Verdict.Allowed) ? 0 : Denied;
            }
        });
        return command;
    }

    internal static string Text(IReadOnlyList<EvaluatedConnection> connections)
    {
        if (connections.Count == 0)
            return "no connection to evaluate: there are fewer than two pods, or the destination declares no port (give --port)" + Environment.NewLine;
        var rows = connections.Select(c => (c.From.Name, c.To.Name, $"{c.Port}/{c.Protocol}", c.Verdict.Allowed ? "allowed" : "denied", Why(c.Verdict)))
            .Prepend(("FROM", "TO", "PORT", "VERDICT", "WHY")).ToList();
        var widths = (rows.Max(r => r.Item1.Length), rows.Max(r => r.Item2.Length), rows.Max(r => r.Item3.Length));
        return string.Concat(rows.Select(r =>
            $"{r.Item1.PadRight(widths.Item1)}  {r.Item2.PadRight(widths.Item2)}  {r.Item3.PadRight(widths.Item3)}  {r.Item4,-7}  "
                + $"{r.Item5}{Environment.NewLine}"));
    }

    private static string Why(ConnectionVerdict verdict) => verdict.Allowed
        ? verdict.Egress.Why == verdict.Ingress.Why ? verdict.Egress.Why : $"{verdict.Egress.Why}; {verdict.Ingress.Why}"
        : string.Join("; ", new[] { verdict.Egress, verdict.Ingress }.Where(d => !d.Allowed).Select(d => d.Why));

    internal static string Json(IReadOnlyList<EvaluatedConnection> connections) => new JsonArray([.. connections.Select(c => (JsonNode)new JsonObject
    {
        ["from"] = c.From.Name,
        ["to"] = c.To.Name,
        ["port"] = c.Port,
        ["protocol"] = c.Protocol,
        ["allowed"] = c.Verdict.Allowed,
        ["egress"] = Json(c.Verdict.Egress),
        ["ingress"] = Json(c.Verdict.Ingress),
    })]).ToJsonString() + Environment.NewLine;

    private static JsonObject Json(DirectionVerdict verdict) => new()
    {
        ["allowed"] = verdict.Allowed,
        ["policies"] = new JsonArray([.. verdict.Policies.Select(p => (JsonNode)p)]),
        ["why"] = verdict.Why,
    };
}
