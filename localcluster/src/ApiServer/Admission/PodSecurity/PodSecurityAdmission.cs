using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Registry.Core;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Admission.PodSecurity;

/// <summary>The Pod Security level of a namespace, by its labels: pods are refused, pods and what makes pods are warned of (KEP-2579).</summary>
internal sealed class PodSecurityAdmission(IObjectStore store)
{
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
            throw StatusError.Forbidden(request.Kind, value.Name(), $"violates PodSecurity \"{enforcedName}\": {violations}");
        var (warned, warnedName) = Level(labels, "warn");
        if (
            warned != PodSecurityLevel.Privileged
            && !(isPod && warnedName == enforcedName)
            && SecurityChecks.Violations(spec, warned) is { Length: > 0 } warnings)
            request.Warnings.Add($"would violate PodSecurity \"{warnedName}\": {warnings}");
    }

    private void WarnOfExistingPods(ResourceRequest request, JsonObject value, JsonObject old)
    {
        var (level, name) = Level(value.Labels() ?? [], "enforce");
        if (level == PodSecurityLevel.Privileged || name == Level(old.Labels() ?? [], "enforce").Name)
            return;
        var groups = store
            .InNamespace("/pods", value.Name())
            .Select(pod => (Name: pod.Name(), Violations: SecurityChecks.Violations(pod.ObjectAt("spec") ?? [], level)))
            .Where(static p => p.Violations.Length > 0)
            .GroupBy(static p => p.Violations, static p => p.Name)
            .ToList();
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
        var level = labels.StringAt(PodSecurityLabels.Prefix + mode) ?? "privileged";
        return (
            (PodSecurityLevel)Math.Max(PodSecurityLabels.Levels.IndexOf(level), 0),
            $"{level}:{labels.StringAt($"{PodSecurityLabels.Prefix}{mode}-version") ?? "latest"}");
    }

    private static JsonObject? PodOf(ResourceKind kind, JsonObject value) => (kind.Group, kind.Plural) switch
    {
        ("", "pods") => value.ObjectAt("spec"),
        ("apps", "deployments" or "replicasets" or "statefulsets" or "daemonsets") or ("batch", "jobs") => value.ObjectAt("spec", "template", "spec"),
        ("batch", "cronjobs") => value.ObjectAt("spec", "jobTemplate", "spec", "template", "spec"),
        ("", "podtemplates") => value.ObjectAt("template", "spec"),
        _ => null,
    };
}
