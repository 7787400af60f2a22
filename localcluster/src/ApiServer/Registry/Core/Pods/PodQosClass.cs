using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>The quality-of-service class of a pod, from its requests and limits.</summary>
internal static class PodQosClass
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string Of(JsonObject pod)
    {
        var containers = pod.ArrayAt("spec", "containers")
            .Objects()
            .Concat(pod.ArrayAt("spec", "initContainers").Objects())
            .Select(c => c.ObjectAt("resources"))
            .ToList();
        var any = containers.Any(r => Counted.Any(name => IsSet(r, "requests", name) || IsSet(r, "limits", name)));
        if (!any)
            return "BestEffort";
        return containers.TrueForAll(r => Array.TrueForAll(Counted, name => IsSet(r, "limits", name) && SameAmount(r, name))) ? "Guaranteed" : "Burstable";
    }

    private static bool IsSet(JsonObject? resources, string side, string name) => Quantity.Parse(resources.StringAt(side, name) ?? "") is { IsZero: false };

    private static bool SameAmount(JsonObject? resources, string name) =>
        Quantity.Parse(resources.StringAt("requests", name) ?? resources.StringAt("limits", name) ?? "")
        == Quantity.Parse(resources.StringAt("limits", name) ?? "");
}
