using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;
using October.LocalCluster.Requests;
using October.LocalCluster.Storage;

namespace October.LocalCluster.Policies.PodSecurity;

/// <summary>The Pod Security level of a namespace, by its labels: pods are refused, pods and what makes pods are warned of (KEP-2579).</summary>
internal sealed partial class SecurityAdmission(IObjectStore store)
{
    private const string Prefix = "pod-security.kubernetes.io/";
    private static readonly string[] Levels = ["privileged", "baseline", "restricted"];

    public void Check(ResourceRequest request, JsonObject value, JsonObject? old)
    {
        if (request.Kind is { Group: "", Plural: "namespaces" })
        {
            if (old is not null)
                WarnOfExistingPods(request, value, old);
            return;
        }

        if (request.Namespace is not { } ns || PodOf(request.Kind, value) is not { } spec || (old is not null && spec.DeepEqual(PodOf(request.Kind, old))))
            return;
        if (store.Get("/namespaces", new ObjectKey("", ns))?.Value.Labels() is not { } labels)
            return;
        var isPod = request.Kind.Plural == "pods";
        var (enforced, enforcedName) = Level(labels, "enforce");
        if (isPod && enforced != PodSecurityLevel.Privileged && SecurityChecks.Violations(spec, enforced) is { Length: > 0 } violations)
            throw Refusal.Forbidden(request.Kind, value.Name(), $"violates PodSecurity \"{enforcedName}\": {violations}");
        var (warned, warnedName) = Level(labels, "warn");
        if (warned != PodSecurityLevel.Privileged && !(isPod && warnedName == enforcedName) && SecurityChecks.Violations(spec, warned) is { Length: > 0 } warnings)
            request.Warnings.Add($"would violate PodSecurity \"{warnedName}\": {warnings}");
    }

    /// <summary>The labels of a namespace must name levels and versions that exist.</summary>
    public static IEnumerable<FieldError> Labels(JsonObject ns)
    {
        foreach (var mode in (string[])["enforce", "audit", "warn"])
        {
            if (ns.Labels().StringAt(Prefix + mode) is { } level && !Levels.Contains(level))
                yield return FieldError.InvalidText($"metadata.labels[{Prefix}{mode}]", level, $"must be one of {string.Join(", ", Levels)}");
            if (ns.Labels().StringAt($"{Prefix}{mode}-version") is { } version && version != "latest" && !Version().IsMatch(version))
                yield return FieldError.InvalidText($"metadata.labels[{Prefix}{mode}-version]", version, "must be \"latest\" or \"v1.x\"");
        }
    }

    private void WarnOfExistingPods(ResourceRequest request, JsonObject value, JsonObject old)
    {
        var (level, name) = Level(value.Labels() ?? [], "enforce");
        if (level == PodSecurityLevel.Privileged || name == Level(old.Labels() ?? [], "enforce").Name)
            return;
        var groups = store.In("/pods", value.Name()).Select(pod => (Name: pod.Name(), Violations: SecurityChecks.Violations(pod.ObjectAt("spec") ?? [], level)))
            .Where(static p => p.Violations.Length > 0).GroupBy(static p => p.Violations, static p => p.Name).ToList();
        if (groups.Count == 0)
            return;
        request.Warnings.Add($"existing pods in namespace \"{value.Name()}\" violate the new PodSecurity enforce level \"{name}\"");
        foreach (var group in groups)
        {
            var others = group.Count() - 1;
            request.Warnings.Add($"{group.First()}{(others == 0 ? "" : others == 1 ? " (and 1 other pod)" : $" (and {others} other pods)")}: {group.Key}");
        }
    }

    private static (PodSecurityLevel Level, string Name) Level(JsonObject labels, string mode)
    {
        var level = labels.StringAt(Prefix + mode) ?? "privileged";
        return ((PodSecurityLevel)Math.Max(Array.IndexOf(Levels, level), 0), $"{level}:{labels.StringAt($"{Prefix}{mode}-version") ?? "latest"}");
    }

    private static JsonObject? PodOf(ResourceKind kind, JsonObject value) => (kind.Group, kind.Plural) switch
    {
        ("", "pods") => value.ObjectAt("spec"),
        ("apps", "deployments" or "replicasets" or "statefulsets" or "daemonsets") or ("batch", "jobs") => value.ObjectAt("spec", "template", "spec"),
        ("batch", "cronjobs") => value.ObjectAt("spec", "jobTemplate", "spec", "template", "spec"),
        ("", "podtemplates") => value.ObjectAt("template", "spec"),
        _ => null,
    };

    [GeneratedRegex("^v1\\.[0-9]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Version();
}
