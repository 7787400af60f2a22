using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Cel.Values.Kubernetes;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Environment;

/// <summary>The downward API: values of <c>fieldRef</c> and <c>resourceFieldRef</c>.</summary>
internal static class FieldReferences
{
    public static string Field(ContainerRun run, string hostAddress, string path)
    {
        var pod = run.Pod;
        if (Keyed(path, "metadata.labels") is { } label)
            return pod.Labels()?[label].AsString() ?? "";
        if (Keyed(path, "metadata.annotations") is { } annotation)
            return pod.Annotations()?[annotation].AsString() ?? "";
        return path switch
        {
            "metadata.name" => pod.Name(),
            "metadata.namespace" => pod.Namespace(),
            "metadata.uid" => pod.Uid(),
            "metadata.labels" => Lines(pod.Labels()),
            "metadata.annotations" => Lines(pod.Annotations()),
            "spec.nodeName" => pod.StringAt("spec", "nodeName") ?? "",
            "spec.serviceAccountName" => pod.StringAt("spec", "serviceAccountName") ?? "default",
            "status.podIP" or "status.podIPs" => run.PodAddress,
            "status.hostIP" or "status.hostIPs" => hostAddress,
            _ => throw new ContainerConfigException($"unsupported fieldPath: {path}"),
        };
    }

    /// <summary>The amount in units of the divisor, rounded up.</summary>
    public static string Resource(ContainerRun run, JsonObject reference)
    {
        var name = reference.StringAt("containerName");
        var container = name is null
            ? run.Container
            : run.Pod.ArrayAt("spec", "containers").Objects().FirstOrDefault(c => c.StringAt("name") == name) ?? run.Container;
        var (kind, resource) = (reference.StringAt("resource") ?? "").Split('.', 2) is [var k, var r] ? (k, r) : ("", "");
        var amount = Quantity.Amount(container.At("resources", kind, resource)?.ToString())
            ?? throw new ContainerConfigException($"the container has no {reference.StringAt("resource")}");
        var divisor = Quantity.Amount(reference.At("divisor")?.ToString()) is { } d && d > 0 ? d : 1;
        return decimal.Ceiling(amount / divisor).ToString("0", CultureInfo.InvariantCulture);
    }

    private static string? Keyed(string path, string map) =>
        path.StartsWith(map + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[(map.Length + 2)..^2] : null;

    private static string Lines(JsonObject? map) =>
        string.Join('\n', (map ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}=\"{p.Value.AsString()}\""));
}
