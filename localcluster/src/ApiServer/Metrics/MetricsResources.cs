using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Selectors;

namespace October.LocalCluster.ApiServer.Metrics;

/// <summary><c>metrics.k8s.io</c>: what <c>kubectl top</c> reads. Computed on request; nothing is stored.</summary>
internal sealed class MetricsResources(UsageSampler sampler)
{
    public const string Group = "metrics.k8s.io";
    private const string Version = "v1beta1";

    public static IReadOnlyList<ResourceKind> Kinds { get; } = [Kind("nodes", "NodeMetrics", false), Kind("pods", "PodMetrics", true)];

    public JsonObject Get(ResourceRequest request) =>
        All(request).FirstOrDefault(m => m.Name() == request.Name)
        ?? throw StatusError.Make(
            404,
            "NotFound",
            $"{request.Kind.Kind.ToLowerInvariant()}.{Group} \"{request.Namespace}{(request.Namespace is null ? "" : "/")}{request.Name}\" not found",
            StatusError.Details($"{request.Namespace}{(request.Namespace is null ? "" : "/")}{request.Name}", Group, request.Kind.Kind.ToLowerInvariant()));

    public JsonObject List(ResourceRequest request)
    {
        LabelSelector selector;
        try
        {
            selector = LabelSelector.Parse(request.Query["labelSelector"]);
        }
        catch (FormatException exception)
        {
            throw StatusError.BadRequest(exception.Message);
        }

        return new JsonObject
        {
            ["kind"] = request.Kind.ListKind,
            ["apiVersion"] = request.Kind.ApiVersion,
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. All(request).Where(selector.Matches)]),
        };
    }

    private IEnumerable<JsonObject> All(ResourceRequest request) => request.Kind.Plural == "pods"
        ? sampler.Rates.Values.Where(r => request.Namespace is null || r.Pod.Namespace() == request.Namespace)
            .OrderBy(r => r.Pod.Namespace(), StringComparer.Ordinal).ThenBy(r => r.Pod.Name(), StringComparer.Ordinal).Select(OfPod)
        : sampler.Rates.Values.GroupBy(r => r.Pod.StringAt("spec", "nodeName") ?? "", StringComparer.Ordinal).Select(g => OfNode(g.Key, [.. g]));

    private static JsonObject OfPod(PodRate rate)
    {
        var metrics = New("PodMetrics", rate.Pod.Name(), rate.At, rate.Window);
        metrics["metadata"]!["namespace"] = rate.Pod.Namespace();
        if (rate.Pod.Labels() is { } labels)
            metrics["metadata"]!["labels"] = labels.DeepClone();
        metrics["containers"] = new JsonArray([.. rate.Containers.Select(c => (JsonNode)new JsonObject
        {
            ["name"] = c.Key,
            ["usage"] = Usage(c.Value.Cores, c.Value.Memory),
        })]);
        return metrics;
    }

    private static JsonObject OfNode(string node, List<PodRate> rates)
    {
        var metrics = New("NodeMetrics", node, rates.Max(r => r.At), rates.Max(r => r.Window));
        metrics["usage"] = Usage(rates.Sum(r => r.Cores), rates.Sum(r => r.Memory));
        return metrics;
    }

    private static JsonObject New(string kind, string name, DateTimeOffset at, TimeSpan window) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = $"{Group}/{Version}",
        ["metadata"] = new JsonObject { ["name"] = name, ["creationTimestamp"] = at.ToKubernetesTime() },
        ["timestamp"] = at.ToKubernetesTime(),
        ["window"] = string.Create(CultureInfo.InvariantCulture, $"{window.TotalSeconds:0.###}s"),
    };

    private static JsonObject Usage(decimal cores, long memory) => new()
    {
        ["cpu"] = $"{(long)(cores * 1_000_000_000)}n",
        ["memory"] = $"{memory / 1024}Ki",
    };

    private static ResourceKind Kind(string plural, string kind, bool namespaced) => new()
    {
        Group = Group,
        Version = Version,
        Plural = plural,
        Singular = "",
        Kind = kind,
        Namespaced = namespaced,
        Verbs = ["get", "list"],
    };
}
