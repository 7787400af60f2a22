using System.Text;
using October.Conformance.Replay;
using October.Testing;

namespace October.Conformance;

/// <summary>Where the local cluster still answers otherwise than a real API server, and why. The page is made from here; the replay proves it complete.</summary>
internal static class Deviations
{
    private const string Page = "docs/reference/localcluster-deviations.md";

    private static readonly (string Scenarios, string What)[] Reasons =
    [
        ("controllerrevision", "A real server keeps the data of a ControllerRevision byte for byte and takes any patch for a change of it when its blanks differ; here only another value is one."),
        ("discovery-aggregated discovery-legacy", "Only the kinds that the local cluster has are listed."),
        ("dry-run", "Cluster addresses come from 127.96.0.0/16, so that processes can listen on them."),
        ("field-validation-builtin merge-patch kubectl/patch", "When a patched built-in object cannot be decoded, the refusal shows the document with the fields of untouched objects in another order."),
        ("job-defaults pvc pod-update-rules", "A refusal of a change of something immutable says so without the difference, or without the whole object in Go's notation."),
        ("namespace-finalize", "An update of a namespace that names its finalizers only is written although nothing changes."),
        ("openapi-v3-index kubectl/explain", "Descriptions are those of the client library's models: enumerated values are not listed, and a few texts are older."),
        ("pod-log-exec-without-node kubectl/pods-node", "The proxy to pods and Services is not there."),
        ("table-builtins table-pod-states", "Ages in years are counted to the day that the test runs on."),
        ("kubectl/subresources", "A patch of a subresource that changes nothing is said to change nothing."),
        ("hpa-without-metrics", "The local cluster has metrics: an autoscaler does not fail for lack of them."),
        ("missing-config", "The node that plays its containers, which the replay runs on, does not read ConfigMaps; the node of processes waits for them."),
        ("namespace-deletion", "The kinds in a dying namespace go in another order."),
        ("crash-loop crash-start-error image-pull-backoff job-deadline job-success job-ttl liveness-restart owner-cascade-foreground progress-deadline rollback scale-up-down startup-probe startup-probe-passes",
            "Controllers and node reach the same states, but what happens within a second is told in more, or in fewer, steps."),
        ("pvc-pending", "A claim is bound at once: none waits for a volume, and no pod for its claim."),
        ("readiness-failing service-endpointslice", "EndpointSlices do not carry the time of the change that they follow (last-change-trigger-time)."),
    ];

    private static readonly HashSet<string> Known = [.. Reasons.SelectMany(reason => reason.Scenarios.Split(' '))];

    /// <summary>Every scenario that differs has its reason on the page.</summary>
    public static void Check(Scoreboard scores)
    {
        // Somebody else's recordings are measured, not judged.
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_JSON") is { Length: > 0 })
            return;
        var unknown = scores.Differing.Where(scenario => !Known.Contains(WithoutMinor(scenario))).ToList();
        Assert.True(unknown.Count == 0, $"these scenarios differ and have no reason in Deviations: {string.Join(", ", unknown)}");
        Golden.Matches(Page, Text());
    }

    /// <summary>Recordings of several minors of kubectl differ alike.</summary>
    private static string WithoutMinor(string scenario) => scenario.IndexOf(".v1.", StringComparison.Ordinal) is var at and > 0 ? scenario[..at] : scenario;

    private static string Text()
    {
        var text = new StringBuilder("""
            # Where the local cluster differs from a real API server

            Answers of a real API server (v1.36) are replayed against the local cluster. What differs, and why; made by the replay, which fails for a difference that is not listed.

            | recorded scenarios | what differs |
            | --- | --- |

            """);
        foreach (var (scenarios, what) in Reasons)
            text.Append("| ").Append(string.Join(", ", scenarios.Split(' '))).Append(" | ").Append(what).Append(" |\n");
        return text.ToString();
    }
}
