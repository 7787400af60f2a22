using System.Text.Json.Nodes;
using October.Conformance.Matching;

namespace October.Conformance.Traces;

/// <summary>Replays one trace: the actions at their times, on a clock that is moved, and then the comparison.</summary>
internal static class TraceRun
{
    /// <summary>The differences, one for each object that went another way; none when the trace fits.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(JsonObject trace, CancellationToken cancellationToken)
    {
        var bindings = new Bindings();
        await using var cluster = await TraceCluster.StartAsync(bindings, cancellationToken);
        var timeline = trace["timeline"]!.AsArray();
        var now = 0L;
        foreach (var entry in timeline.Where(e => e!["action"] is not null))
        {
            var at = (long)entry!["t"]!;
            await cluster.PassAsync(TimeSpan.FromMilliseconds(at - now));
            now = at;
            var status = await cluster.SendAsync(entry["action"]!.AsObject(), bindings);
            if (status != (int)(entry["status"] ?? entry["action"]!["status"])!)
                return [$"action at {at} ms: status {entry["status"]} expected, got {status}"];
        }

        await cluster.PassAsync(TimeSpan.FromMilliseconds((long)timeline[^1]!["t"]! - now + 300));
        return [.. new TraceComparison(trace, bindings).Compare(cluster.Objects, cluster.Events)];
    }
}
