using System.Text;
using October.Conformance.Replay;
using October.Testing;

namespace October.Conformance;

/// <summary>
/// Where the local cluster still answers otherwise than a real API server, and why. The page is made from here; the replay proves it complete.
/// </summary>
internal static class Deviations
{
    private const string Page = "docs/reference/localcluster-deviations.md";

    private static readonly (string Scenarios, string What)[] Reasons =
    [
        (
            "controllerrevision",
            "A real server keeps the data of a ControllerRevision byte for byte and takes any patch for a change of it when its blanks differ; here only "
                + "another value is one."),
        ("dry-run", "Cluster addresses come from 127.96.0.0/16, so that processes can listen on them."),
        (
            "field-validation-builtin merge-patch kubectl/patch",
            "When a patched built-in object cannot be decoded, the refusal shows the document with the fields of untouched objects in another order."),
        (
            "job-defaults pod-update-rules",
            "A refusal of a change of something immutable in a pod, or in a Job's template, says so without the difference, or without the whole object in "
                + "Go's notation."),
        ("kubectl/explain", "Descriptions are those of the client library's models, of which a few are older."),
        ("table-builtins table-pod-states", "Ages in years are counted to the day that the test runs on."),
        ("kubectl/subresources", "A patch of a subresource that changes nothing is said to change nothing."),
        (
            "hpa-without-metrics",
            "The local cluster has metrics: an autoscaler does not fail for lack of them. And the recording names a ReplicaSet by a hash of the form that its "
                + "template has in Go's memory."),
        (
            "crash-loop image-pull-backoff",
            "The recorded kubelet said CrashLoopBackOff and ImagePullBackOff only when it tried again, ten seconds and more after the failure; here the reason "
                + "is there half a second after it."),
        (
            "liveness-restart startup-probe",
            "The recorded node took seconds to end and to start a container; here one that fails its probe is restarted more often in the same time."),
        ("service-endpointslice", "A pod of the recorded node outlived its grace period long enough to fail its readiness probe; here it is ended in time."),
    ];

    private static readonly HashSet<string> Known = [.. Reasons.SelectMany(reason => reason.Scenarios.Split(' '))];

    /// <summary>Every scenario that differs has its reason on the page.</summary>
    public static void Check(Scoreboard scores)
    {
        // Somebody else's recordings are measured, not judged.
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_JSON") is { Length: > 0 })
            return;
        var unknown = scores.Differing.Where(scenario => !Known.Contains(WithoutMinor(scenario))).ToList();
        Assert.True(
            unknown.Count == 0,
            $"these scenarios differ and have no reason in Deviations: {string.Join(", ", unknown)}\n{scores.DifferencesOf(unknown)}");
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
