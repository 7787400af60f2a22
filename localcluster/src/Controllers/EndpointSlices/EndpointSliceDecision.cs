using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.EndpointSlices;

/// <summary>
/// Which EndpointSlices a Service should have: one for each set of resolved ports among its pods (kubernetes/pkg/controller/endpointslice).
/// </summary>
internal static class EndpointSliceDecision
{
    private const string TriggerTime = "endpoints.kubernetes.io/last-change-trigger-time";
    private const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    private const string ManagedBy = "endpointslice-controller.k8s.io";

    /// <summary>The pods that a Service selects, in a stable order.</summary>
    public static IReadOnlyList<JsonObject> PodsOf(JsonObject service, IReadOnlyList<JsonObject> podsOfNamespace) =>
        service.ObjectAt("spec", "selector") is { Count: > 0 } selector
            ?
            [
                .. podsOfNamespace
                    .Where(p => selector.All(s => p.Labels()?[s.Key].AsString() == s.Value.AsString()))
                    .OrderBy(p => p.Created())
                    .ThenBy(p => p.Name(), StringComparer.Ordinal),
            ]
            : [];

    /// <param name="service">The Service.</param>
    /// <param name="pods">The pods that it selects.</param>
    /// <param name="slicesOfNamespace">The slices that there are.</param>
    /// <param name="trigger">When the change happened that leads here, if that is known.</param>
    public static Decision Decide(JsonObject service, IReadOnlyList<JsonObject> pods, IReadOnlyList<JsonObject> slicesOfNamespace, string? trigger)
    {
        if (service.ObjectAt("spec", "selector") is not { Count: > 0 } || service.StringAt("spec", "type") == "ExternalName" || service.IsTerminating())
            return Decision.Nothing;
        var wanted = pods
            .Where(HasEndpoint)
            .GroupBy(p => Ports(service, p).ToJsonString(), StringComparer.Ordinal)
            .Select(g => (Ports: (JsonArray?)JsonNode.Parse(g.Key), Endpoints: (JsonArray?)new JsonArray([.. g.Select(p => (JsonNode?)Endpoint(service, p))])))
            .DefaultIfEmpty((null, null))
            .ToList();
        var existing = slicesOfNamespace.Where(s => IsManagedFor(s, service)).OrderBy(s => s.Created()).ThenBy(s => s.Name(), StringComparer.Ordinal).ToList();
        return Decision.Of(Reconcile(service, wanted, existing, trigger));
    }

    /// <summary>Whether a slice lists the pod.</summary>
    public static bool HasEndpoint(JsonObject pod) => !pod.IsFinished() && pod.StringAt("status", "podIP") is { Length: > 0 };

    public static bool IsManagedFor(JsonObject slice, JsonObject service) =>
        slice.Labels()?[ServicePort.ServiceNameLabel].AsString() == service.Name() && slice.Labels()?[ManagedByLabel].AsString() == ManagedBy;

    private static IEnumerable<Write> Reconcile(
        JsonObject service, List<(JsonArray? Ports, JsonArray? Endpoints)> wanted, List<JsonObject> existing, string? trigger)
    {
        var free = new List<JsonObject>(existing);
        var unmatched = new List<(JsonArray? Ports, JsonArray? Endpoints)>();
        foreach (var want in wanted)
        {
            if (free.Find(s => s["ports"].DeepEqual(want.Ports)) is { } same)
            {
                free.Remove(same);
                if (!same["endpoints"].DeepEqual(want.Endpoints))
                    yield return Change(same, want.Ports, want.Endpoints, trigger);
            }
            else
            {
                unmatched.Add(want);
            }
        }

        foreach (var (ports, endpoints) in unmatched)
        {
            if (free.Count > 0)
            {
                yield return Change(free[0], ports, endpoints, trigger);
                free.RemoveAt(0);
            }
            else
            {
                yield return new Write.Create(ResourceTypes.EndpointSlices, Build(service, ports, endpoints, trigger));
            }
        }

        foreach (var slice in free)
            yield return new Write.Delete(ResourceTypes.EndpointSlices, slice);
    }

    /// <summary>A change that nobody knows the time of takes the time of the one before away.</summary>
    private static Write.Patch Change(JsonObject slice, JsonArray? ports, JsonArray? endpoints, string? trigger) => new(
        ResourceTypes.EndpointSlices, slice, new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [TriggerTime] = trigger } },
            ["ports"] = ports?.DeepClone(),
            ["endpoints"] = endpoints?.DeepClone(),
        });

    private static JsonObject Build(JsonObject service, JsonArray? ports, JsonArray? endpoints, string? trigger)
    {
        var labels = service.Labels()?.Clone() ?? [];
        labels[ManagedByLabel] = ManagedBy;
        labels[ServicePort.ServiceNameLabel] = service.Name();
        return new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["metadata"] = new JsonObject
            {
                ["generateName"] = $"{service.Name()}-",
                ["namespace"] = service.Namespace(),
                ["labels"] = labels,
                ["annotations"] = trigger is null ? null : new JsonObject { [TriggerTime] = trigger },
                ["ownerReferences"] = new JsonArray(OwnerReferences.ControllerReference(service)),
            },
            ["addressType"] = "IPv4",
            ["endpoints"] = endpoints?.DeepClone(),
            ["ports"] = ports?.DeepClone(),
        };
    }

    private static JsonObject Endpoint(JsonObject service, JsonObject pod)
    {
        var serving = pod.IsReady();
        var terminating = pod.IsTerminating();
        var publish = service.BoolAt("spec", "publishNotReadyAddresses") == true;
        return new JsonObject
        {
            ["addresses"] = new JsonArray(pod.StringAt("status", "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = publish || (serving && !terminating),
                ["serving"] = serving,
                ["terminating"] = terminating,
            },
            ["nodeName"] = pod.StringAt("spec", "nodeName"),
            ["targetRef"] = new JsonObject
            {
                ["kind"] = "Pod",
                ["namespace"] = pod.Namespace(),
                ["name"] = pod.Name(),
                ["uid"] = pod.Uid(),
            },
        };
    }

    private static JsonArray Ports(JsonObject service, JsonObject pod)
    {
        var result = new JsonArray();
        foreach (var port in service.ArrayAt("spec", "ports").Objects())
        {
            if (Target(port, pod) is not { } number)
                continue;
            var resolved = new JsonObject
            {
                ["name"] = port.StringAt("name") ?? "",
                ["protocol"] = port.StringAt("protocol") ?? "TCP",
                ["port"] = number,
            };
            if (port.StringAt("appProtocol") is { } appProtocol)
                resolved["appProtocol"] = appProtocol;
            result.Add((JsonNode)resolved);
        }

        return result;
    }

    private static long? Target(JsonObject port, JsonObject pod)
    {
        var target = port["targetPort"];
        if (target.AsLong() is { } number && number > 0)
            return number;
        if (target.AsString() is not { Length: > 0 } name)
            return port.LongAt("port");
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return number;
        return pod.ArrayAt("spec", "containers").Objects()
            .SelectMany(c => c.ArrayAt("ports").Objects())
            .FirstOrDefault(p => p.StringAt("name") == name && (p.StringAt("protocol") ?? "TCP") == (port.StringAt("protocol") ?? "TCP"))
            .LongAt("containerPort");
    }
}
