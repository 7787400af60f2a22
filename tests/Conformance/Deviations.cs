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
        ("limit-range resource-quota", "LimitRange and ResourceQuota are stored, but nothing is defaulted, counted or refused because of them."),
        ("pod-security", "The Pod Security labels of a namespace are stored and not enforced; nobody is warned."),
        ("optimistic-concurrency optimistic-concurrency-cr", "Conflicts are refused alike; the refusal of a patch that names an old resourceVersion, or another uid, differs in words."),
        ("crd-cel-compile-errors", "CEL rules are not type-checked when a CustomResourceDefinition is made: a rule that is wrong fails when it runs."),
        ("crd-cel-cost", "The cost of CEL rules is limited when they run, not estimated when the definition is made."),
        ("crd-defaulting-nullable-intorstring crd-schema-types crd-status-subresource", "A value of a wrong type is refused alike; the sentence, or the number of causes, differs in places."),
        ("crd-invalid", "Some errors in a CustomResourceDefinition that a real server refuses are accepted, or refused in other words."),
        ("crd-printer-columns", "A row of a Table for a type that asks for no object leaves the field out instead of naming it null."),
        ("crd-pruning field-validation-builtin field-validation-cr", "Unknown fields in embedded objects and in metadata are found later or counted otherwise."),
        ("crd-scale-subresource", "A negative number in the scale of a custom resource is refused under the name of Scale."),
        ("crd-versions", "Versions of a custom resource without conversion share one schema when read: fields unknown to the older version are shown, and its deprecation is not warned of."),
        ("configmap-binary-immutable secret-crud", "Keys and base64 in data are checked less closely."),
        ("controllerrevision", "The data of a ControllerRevision may be changed, and the refusal of other changes differs in words."),
        ("event-new", "Refusals name the kind Event with its group; a real server leaves the group out."),
        ("ingress lease pdb hpa job-defaults", "Some rules for these kinds are not checked, or defaulted otherwise."),
        ("pod-status-binding pod-update-rules pod-validation deployment-validation service-validation validation-metadata", "Some of the many rules for pods and services are not checked, or refused in other words."),
        ("pvc", "A claim has no pvc-protection finalizer, and the refusal of a change differs in words."),
        ("serviceaccount", "Tokens cannot be asked for (TokenRequest); the volume that pods get for them has no token in it."),
        ("delete-finalizers", "The refusal of a new finalizer on a dying object prints the list in another form."),
        ("discovery-aggregated discovery-legacy openapi-v3-index", "Only the kinds that the local cluster has are listed."),
        ("dry-run", "Cluster addresses come from 127.96.0.0/16, so that processes can listen on them."),
        ("owner-reference-rules", "Duplicate owner references are not warned of, and two controllers are refused in other words."),
        ("list-all-namespaces", "Deprecated built-in kinds are served without a warning."),
        ("namespace-finalize", "An update of a namespace that names its finalizers only is written although nothing changes."),
        ("json-patch merge-patch ssa-keyed-lists", "Some patches that cannot be applied are refused with another code or sentence."),
        ("pod-eviction", "Evictions are not held back by PodDisruptionBudgets."),
        ("pod-log-exec-without-node", "exec, attach, port-forward and proxy are not there."),
        ("table-builtins table-pod-states", "A few columns have other descriptions, and ages in years are counted to the day that the test runs on."),
        ("cr-crd-deleted", "A watch of custom resources stays open when their definition is deleted."),
        ("scale-and-generation", "A change of annotations does not count the generation of a Deployment up, as a real server does."),
    ];

    private static readonly HashSet<string> Known = [.. Reasons.SelectMany(reason => reason.Scenarios.Split(' '))];

    /// <summary>Every scenario that differs has its reason on the page.</summary>
    public static void Check(Scoreboard scores)
    {
        // Somebody else's recordings are measured, not judged.
        if (Environment.GetEnvironmentVariable("OCTOBER_CONFORMANCE_JSON") is { Length: > 0 })
            return;
        var unknown = scores.Differing.Where(scenario => !Known.Contains(scenario)).ToList();
        Assert.True(unknown.Count == 0, $"these scenarios differ and have no reason in Deviations: {string.Join(", ", unknown)}");
        Golden.Matches(Page, Text());
    }

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
