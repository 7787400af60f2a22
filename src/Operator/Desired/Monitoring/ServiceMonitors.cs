using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Desired.Network;

namespace October.Operator.Desired.Monitoring;

/// <summary>Has Prometheus scrape api and worker, and gives both the headless Service that a ServiceMonitor needs to find pods.</summary>
internal static class ServiceMonitors
{
    /// <summary>
    /// Of one scrape of one pod: what an image serves must not fill a Prometheus that watches others, too. A worker has some 90 for each of its tasks. A scrape
    /// with more is refused as a whole.
    /// </summary>
    private const int MostSamples = 100_000;

    public static IEnumerable<IKubernetesObject<V1ObjectMeta>> Render(DesiredInput input)
    {
        var monitoring = input.Stable.App.Monitoring;
        if (!monitoring.ServiceMonitor || !input.Cluster.HasServiceMonitors)
            return [];
        var api = Headless(input.App, Names.Api, input.ApiMetricsPort);
        // Beside the api's Service, which may be a load balancer's: its metrics are for the cluster only.
        api.Metadata.Name += "-metrics";
        return [api, Headless(input.App, Names.Worker, Ports.Worker), Monitor(input)];
    }

    private static V1Service Headless(AppIdentity app, string component, int port)
    {
        var service = Services.Of(app, component, "metrics", port, $"{port}");
        service.Spec.ClusterIP = "None";
        return service;
    }

    private static V1ServiceMonitor Monitor(DesiredInput input) => new()
    {
        Metadata = Monitored(input, "metrics"),
        Spec = new JsonObject
        {
            ["selector"] = new JsonObject
            {
                ["matchLabels"] = new JsonObject { [Labels.App] = input.App.Name },
                ["matchExpressions"] = new JsonArray(
                    new JsonObject { ["key"] = Labels.Component, ["operator"] = "In", ["values"] = new JsonArray(Names.Api, Names.Worker) }),
            },
            ["endpoints"] = new JsonArray(
                new JsonObject { ["port"] = "metrics", ["path"] = "/metrics", ["interval"] = Scrapes.Interval(input.Stable.App.Monitoring) }),
            ["sampleLimit"] = MostSamples,
            // The pods' own labels tell app and component apart in every series.
            ["targetLabels"] = new JsonArray(Labels.App, Labels.Component),
        },
    };

    /// <summary>Metadata with the labels by which a Prometheus selects.</summary>
    internal static V1ObjectMeta Monitored(DesiredInput input, string name)
    {
        var metadata = Meta.Of(input.App, $"{input.App.Name}-{name}");
        foreach (var (key, value) in input.Stable.App.Monitoring.Labels)
            metadata.Labels.TryAdd(key, value);
        return metadata;
    }
}
