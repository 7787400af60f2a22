using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Model;
using static October.Operator.Desired.Monitoring.AlertRule;

namespace October.Operator.Desired.Monitoring;

/// <summary>
/// Alerts on the serving pods. Crashes come from kube-state-metrics and CPU from the kubelet (cAdvisor), or, where Prometheus has neither, from the operator.
/// </summary>
internal static class PodAlerts
{
    public static IEnumerable<JsonNode> Render(DesiredInput input)
    {
        var (ns, app) = (input.App.Namespace, input.App.Name);
        var redis = input.Stable.App.Redis;
        var limits = new List<(string Component, ResolvedResources Resources)>
        {
            (Names.Api, input.Stable.App.Api.Resources), (Names.Worker, input.Stable.App.Worker.Resources),
        };
        if (redis.IsManaged)
            limits.Add((Names.Redis, redis.Resources));
        yield return Alert(
            "OctoberAppCrashLooping",
            // Between two crashes the container runs for a while.
            $"(max by (pod, container) (max_over_time(kube_pod_container_status_waiting_reason{{{Pods(input.App, limits.Select(one => one.Component))},"
                + "reason=\"CrashLoopBackOff\"}[5m])) or max by (pod, container) (max_over_time(octoberapp_container_crashing{"
                + $"{Own(input.App, limits.Select(one => one.Component))}}}[5m]))) == 1",
            // Twice the window, so that crashes of five minutes are found, and none that were over before.
            "10m",
            "critical",
            $"{ns}/{app}: a container crashes again and again",
            $"kubectl logs -n {ns} {{{{ $labels.pod }}}} -c {{{{ $labels.container }}}} --previous says why.");
        foreach (var (component, resources) in limits)
        {
            if (!resources.Limits.TryGetValue("cpu", out var limit))
                continue;
            var alert = Alert(
                "OctoberAppHighCpu",
                $"(sum by (pod) (rate(container_cpu_usage_seconds_total{{{Pods(input.App, component)},container=\"{component}\"}}[5m]))"
                    + $" or max by (pod) (avg_over_time(octoberapp_container_cpu_cores{{{Own(input.App, component)},container=\"{component}\"}}[5m])))"
                    + $" > {(0.8m * new ResourceQuantity(limit).ToDecimal()).ToString(CultureInfo.InvariantCulture)}",
                "5m",
                "warning",
                $"{ns}/{app}: {component} has used more than 80 % of its CPU limit ({limit}) for five minutes",
                component == Names.Redis ? "Raise spec.redis.resources.limits.cpu." : $"Raise spec.{component}.resources.limits.cpu, or its replicas.");
            // Rules of one name have to differ in their labels.
            alert["labels"]!["component"] = component;
            yield return alert;
        }

        yield return ErrorRate(input);
    }

    private static JsonObject ErrorRate(DesiredInput input)
    {
        var (ns, app, monitoring) = (input.App.Namespace, input.App.Name, input.Stable.App.Monitoring);
        // The labels that the ServiceMonitor takes over from the Service; and the kubelet's probes are no requests of anybody.
        var api = $"namespace=\"{ns}\",october_dev_app=\"{app}\",october_dev_component=\"{Names.Api}\",path!~\"/(healthz|ready|metrics)\"";
        var (window, recent) = (Scrapes.AtLeast(5, monitoring), Scrapes.AtLeast(1, monitoring));
        return Alert(
            "OctoberAppErrorRate",
            // What is over is left out, though the window still has it; where nobody asks any more, nothing shows that it is.
            $"{Share(window)} > 0.05 unless {Share(recent)} <= 0.05",
            Scrapes.AtLeast(5, monitoring),
            "critical",
            $"{ns}/{app}: more than 5 % of the requests have failed for five minutes",
            $"kubectl logs -n {ns} deployment/{Names.Component(input.App, Names.Api)} says why.");

        string Share(string over) =>
            $"(sum(rate(http_requests_total{{{api},status=~\"5..\"}}[{over}])) or vector(0)) / sum(rate(http_requests_total{{{api}}}[{over}]))";
    }

    /// <summary>The same pods in the operator's own metrics; each of its replicas has them.</summary>
    private static string Own(AppIdentity app, params IEnumerable<string> components) =>
        $"namespace=\"{app.Namespace}\",name=\"{app.Name}\",component=~\"{string.Join('|', components)}\",track=\"stable\"";

    /// <summary>Pods of the app's Deployments, by the form of their names: those of an app that is named like one of our Deployments are left out.</summary>
    private static string Pods(AppIdentity app, params IEnumerable<string> components) =>
        $"namespace=\"{app.Namespace}\",pod=~\"({string.Join('|', components.Select(component => Names.Component(app, component)))})-[a-z0-9]+-[a-z0-9]{{5}}\"";
}
