using System.Globalization;
using System.Text.Json.Nodes;

namespace October.Delivery.Manifests;

/// <summary>kube-linter's checks of objects and of what they refer to, under kube-linter's names.</summary>
internal static class LinkRules
{
    public static IReadOnlyDictionary<string, Func<JsonNode, Manifest, bool>> All { get; } =
        new Dictionary<string, Func<JsonNode, Manifest, bool>>(StringComparer.Ordinal)
        {
            ["dangling-horizontalpodautoscaler"] = (one, all) =>
                Is(one, "HorizontalPodAutoscaler")
                && one["spec"]!["scaleTargetRef"]! is var target && !all.Has((string)target["kind"]!, (string)target["name"]!),
            ["dangling-ingress"] = (one, all) => Is(one, "Ingress") && Backends(one).Any(backend => !all.Has("Service", backend)),
            ["dangling-networkpolicy"] = (one, all) =>
                Is(one, "NetworkPolicy") && !all.Pods.Any(pod => Selects(one["spec"]!["podSelector"]!["matchLabels"], pod)),
            ["dangling-service"] = (one, all) => Is(one, "Service") && one["spec"]!["selector"] is { } selector && !all.Pods.Any(pod => Selects(selector, pod)),
            ["invalid-target-ports"] = (one, all) => Is(one, "Service") && PodRules.Items(one["spec"]!["ports"]).Any(port =>
                !all.Pods.Where(pod => Selects(one["spec"]!["selector"], pod)).All(pod => Listens(pod, (port["targetPort"] ?? port["port"])!.ToString()))),
            ["job-ttl-seconds-after-finished"] = (one, _) => Is(one, "Job") && one["spec"]!["ttlSecondsAfterFinished"] is null,
            ["mismatching-selector"] = (one, _) => Is(one, "Deployment") && !Selects(one["spec"]!["selector"]!["matchLabels"], one["spec"]!["template"]!),
            ["no-anti-affinity"] = (one, _) => Is(one, "Deployment") && (int?)one["spec"]!["replicas"] >= 2
                && one["spec"]!["template"]!["spec"]!["affinity"]?["podAntiAffinity"] is null
                && one["spec"]!["template"]!["spec"]!["topologySpreadConstraints"] is null,
            ["no-extensions-v1beta"] = (one, _) => ((string)one["apiVersion"]!).StartsWith("extensions/v1beta", StringComparison.Ordinal),
            ["no-liveness-probe"] = (one, _) => Is(one, "Deployment") && Containers(one).Any(container => container["livenessProbe"] is null),
            ["no-readiness-probe"] = (one, _) => Is(one, "Deployment") && Containers(one).Any(container => container["readinessProbe"] is null),
            ["non-existent-service-account"] = (one, all) =>
                Manifest.PodOf(one) is { } pod && (string?)pod["spec"]!["serviceAccountName"] is { } account && !all.Has("ServiceAccount", account),
            ["non-isolated-pod"] = (one, all) => Manifest.PodOf(one) is { } pod
                && !all.Objects.Any(policy => Is(policy, "NetworkPolicy") && Selects(policy["spec"]!["podSelector"]!["matchLabels"], pod)),
            ["pdb-max-unavailable"] = (one, _) => Is(one, "PodDisruptionBudget") && one["spec"]!["maxUnavailable"]?.ToString() is "0" or "0%",
            ["pdb-min-available"] = (one, all) => Is(one, "PodDisruptionBudget") && one["spec"]!["minAvailable"] is { } least
                && (least.ToString() == "100%" || all.Objects.Any(other => Is(other, "Deployment") && (int?)other["spec"]!["replicas"] <= Number(least)
                    && Selects(one["spec"]!["selector"]!["matchLabels"], other["spec"]!["template"]!))),
            ["pdb-unhealthy-pod-eviction-policy"] = (one, _) => Is(one, "PodDisruptionBudget") && one["spec"]!["unhealthyPodEvictionPolicy"] is null,
            ["wildcard-in-rules"] = (one, _) => PodRules.Items(one["rules"]).Any(rule =>
                PodRules.Items(rule["verbs"]).Concat(PodRules.Items(rule["resources"])).Any(word => (string?)word == "*")),
        };

    private static bool Is(JsonNode one, string kind) => (string?)one["kind"] == kind;

    private static IEnumerable<JsonNode> Containers(JsonNode one) => PodRules.Items(one["spec"]!["template"]!["spec"]!["containers"]);

    private static IEnumerable<string> Backends(JsonNode ingress) =>
        PodRules.Items(ingress["spec"]!["rules"]).SelectMany(rule => PodRules.Items(rule["http"]!["paths"]))
            .Select(path => (string)path["backend"]!["service"]!["name"]!);

    /// <summary>An absent or empty selector selects every pod.</summary>
    private static bool Selects(JsonNode? labels, JsonNode pod) =>
        labels?.AsObject().All(pair => (string?)pair.Value == (string?)pod["metadata"]?["labels"]?[pair.Key]) != false;

    private static bool Listens(JsonNode pod, string port) => PodRules.Items(pod["spec"]!["containers"])
        .Any(container => PodRules.Items(container["ports"]).Any(one => one["containerPort"]!.ToString() == port || (string?)one["name"] == port));

    private static int? Number(JsonNode value) => int.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
