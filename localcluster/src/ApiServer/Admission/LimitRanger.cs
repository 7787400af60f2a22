using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>LimitRanges fill in the resources of containers, and refuse what is out of range (the LimitRanger admission plugin).</summary>
internal sealed class LimitRanger(IObjectStore store)
{
    private const string Resource = "/limitranges";
    private const string Annotation = "kubernetes.io/limit-ranger";

    public void Admit(ResourceRequest request, JsonObject pod)
    {
        var notes = new List<string>();
        foreach (var limit in Limits(request.Namespace).Where(static l => l.StringAt("type") == "Container"))
        {
            foreach (var container in pod.ArrayAt("spec", "containers").Objects())
                Admit(container, "container", limit, notes);
            foreach (var container in pod.ArrayAt("spec", "initContainers").Objects())
                Admit(container, "init container", limit, notes);
        }

        if (notes.Count > 0)
            pod.Metadata().Ensure("annotations")[Annotation] = $"LimitRanger plugin set: {string.Join("; ", notes)}";
    }

    public void Validate(ResourceRequest request, JsonObject value)
    {
        var isPod = request.Kind is { Group: "", Plural: "pods" };
        if (!isPod && request.Kind is not { Group: "", Plural: "persistentvolumeclaims" })
            return;
        var problems = Limits(request.Namespace).SelectMany(limit => (limit.StringAt("type"), isPod) switch
        {
            ("Container", true) => Containers(value).SelectMany(c => Problems(limit, c.ObjectAt("resources", "requests"), c.ObjectAt("resources", "limits"))),
            ("Pod", true) => Problems(limit, Sum(value, "requests"), Sum(value, "limits")),
            ("PersistentVolumeClaim", false) => Problems(limit, value.ObjectAt("spec", "resources", "requests"), null),
            _ => [],
        }).ToList();
        if (problems.Count > 0)
            throw StatusError.Forbidden(request.Kind, value.Name(), problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]");
    }

    private IEnumerable<JsonObject> Limits(string? ns) => store.InNamespace(Resource, ns).SelectMany(static range => range.ArrayAt("spec", "limits").Objects());

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        pod.ArrayAt("spec", "containers").Objects().Concat(pod.ArrayAt("spec", "initContainers").Objects());

    private static void Admit(JsonObject container, string what, JsonObject limit, List<string> notes)
    {
        foreach (var (side, defaults, word) in new[] { ("requests", "defaultRequest", "request"), ("limits", "default", "limit") })
        {
            var set = new List<string>();
            foreach (var (resource, amount) in limit.ObjectAt(defaults) ?? [])
            {
                if (container.At("resources", side, resource) is not null)
                    continue;
                container.Ensure("resources").Ensure(side)[resource] = amount?.DeepClone();
                set.Add(resource);
            }

            if (set.Count > 0)
                notes.Add($"{string.Join(", ", set.Order(StringComparer.Ordinal))} {word} for {what} {container.StringAt("name")}");
        }
    }

    private static IEnumerable<string> Problems(JsonObject limit, JsonObject? requests, JsonObject? limits)
    {
        var type = limit.StringAt("type");
        foreach (var (resource, least) in Ordered(limit.ObjectAt("min")))
        {
            var (request, most) = (requests.StringAt(resource), limits.StringAt(resource));
            var about = $"minimum {resource} usage per {type} is {least}";
            if (request is null)
                yield return $"{about}.  No request is specified";
            else if (Quantity.Parse(request) < Quantity.Parse(least))
                yield return $"{about}, but request is {request}";
            else if (most is not null && Quantity.Parse(most) < Quantity.Parse(least))
                yield return $"{about}, but limit is {most}";
        }

        foreach (var (resource, allowed) in Ordered(limit.ObjectAt("max")))
        {
            var (request, most) = (requests.StringAt(resource), limits.StringAt(resource));
            var about = $"maximum {resource} usage per {type} is {allowed}";
            if (type != "PersistentVolumeClaim" && most is null)
                yield return $"{about}.  No limit is specified";
            else if (most is not null && Quantity.Parse(most) > Quantity.Parse(allowed))
                yield return $"{about}, but limit is {most}";
            else if (request is not null && Quantity.Parse(request) > Quantity.Parse(allowed))
                yield return $"{about}, but request is {request}";
        }

        foreach (var (resource, ratio) in Ordered(limit.ObjectAt("maxLimitRequestRatio")))
        {
            var (request, most) = (Quantity.Parse(requests.StringAt(resource) ?? "0") ?? 0, Quantity.Parse(limits.StringAt(resource) ?? "0") ?? 0);
            var about = $"{resource} max limit to request ratio per {type} is {ratio}";
            if (request.IsZero)
                yield return $"{about}, but no request is specified or request is 0";
            else if (most.IsZero)
                yield return $"{about}, but no limit is specified or limit is 0";
            else if ((double)most / (double)request is var observed && observed > (double)(Quantity.Parse(ratio) ?? 0) / 1e9)
                yield return $"{about}, but provided ratio is {observed.ToString("F6", CultureInfo.InvariantCulture)}";
        }
    }

    private static IEnumerable<(string Resource, string Amount)> Ordered(JsonObject? amounts) =>
        (amounts ?? []).OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => (p.Key, p.Value.AsString() ?? ""));

    /// <summary>What the containers of a pod have together.</summary>
    private static JsonObject Sum(JsonObject pod, string side) =>
        new(
            pod.ArrayAt("spec", "containers")
                .Objects()
                .SelectMany(c => c.ObjectAt("resources", side) ?? [])
                .GroupBy(static p => p.Key, static p => p.Value.AsString() ?? "")
                .Select(static g =>
                    KeyValuePair.Create(
                        g.Key,
                        (JsonNode?)Quantity.Format(g.Aggregate(System.Numerics.BigInteger.Zero, static (sum, q) => sum + (Quantity.Parse(q) ?? 0)), g.First())
                    )));
}
