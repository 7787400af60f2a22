using System.Text.Json.Nodes;

namespace October.Cli.Monitoring;

/// <summary>
/// What the Prometheus of <c>october up --monitoring</c> reads: the targets and labels that ServiceMonitors and the operator's PodMonitor give on a cluster.
/// </summary>
internal static class PrometheusFiles
{
    /// <summary>The configuration. Targets are read from a file of their own, again whenever it changes.</summary>
    /// <param name="targetsPath">Full path of that file.</param>
    public static string Configuration(string targetsPath) => $$"""
        global: {scrape_interval: 5s, scrape_timeout: 4s}
        scrape_configs:
          - job_name: october
            # The operator's series carry the namespace of the app that they are about.
            honor_labels: true
            file_sd_configs: [{files: [{{JsonValue.Create(targetsPath).ToJsonString()}}]}]

        """;

    /// <summary>The targets: the operator, and each pod of an app that has an address and serves metrics.</summary>
    /// <param name="pods">A PodList.</param>
    /// <param name="operatorPort">Port of the operator's metrics on 127.0.0.1.</param>
    public static string Targets(JsonNode pods, int operatorPort)
    {
        List<JsonNode> targets = [Target($"127.0.0.1:{operatorPort}", new JsonObject { ["job"] = "october-system/october-operator" })];
        foreach (var pod in pods["items"]!.AsArray())
        {
            var labels = pod!["metadata"]!["labels"];
            var (app, component) = ((string?)labels?["october.dev/app"], (string?)labels?["october.dev/component"]);
            if (app is null || (string?)pod["status"]?["podIP"] is not { } address || Port(pod, component) is not { } port)
                continue;
            targets.Add(Target($"{address}:{port}", new JsonObject
            {
                ["job"] = $"{app}-{component}",
                ["namespace"] = (string?)pod["metadata"]!["namespace"],
                ["pod"] = (string?)pod["metadata"]!["name"],
                ["service"] = $"{app}-{component}",
                ["october_dev_app"] = app,
                ["october_dev_component"] = component,
            }));
        }

        return new JsonArray([.. targets]).ToJsonString();
    }

    /// <summary>The port of a component's metrics: the one named so, else a worker's only port.</summary>
    private static int? Port(JsonNode pod, string? component)
    {
        var ports = pod["spec"]!["containers"]!.AsArray().SelectMany(container => container!["ports"] as JsonArray ?? []).ToList();
        var port = ports.FirstOrDefault(one => (string?)one!["name"] == "metrics")
            ?? (component == "worker" ? ports.FirstOrDefault(one => (string?)one!["name"] == "http") : null);
        return (int?)port?["containerPort"];
    }

    private static JsonObject Target(string address, JsonObject labels) => new() { ["targets"] = new JsonArray(address), ["labels"] = labels };
}
