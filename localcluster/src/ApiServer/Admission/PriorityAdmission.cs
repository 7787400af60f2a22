using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>The priority of a pod, by the name of its class (the Priority admission plugin).</summary>
internal sealed class PriorityAdmission(IObjectStore store)
{
    private const string Classes = "scheduling.k8s.io/priorityclasses";

    private static readonly Dictionary<string, long> OfTheSystem = new(StringComparer.Ordinal)
    {
        ["system-node-critical"] = 2000001000,
        ["system-cluster-critical"] = 2000000000,
    };

    public void Admit(ResourceRequest request, JsonObject pod)
    {
        if (pod.ObjectAt("spec") is not { } spec)
            return;
        var name = spec.StringAt("priorityClassName") ?? "";
        if (name.Length == 0)
        {
            if (store.List(Classes).Objects.Values.Select(static c => c.Value).FirstOrDefault(static c => c.BoolAt("globalDefault") == true) is { } common)
                Set(spec, common.Name(), common.LongAt("value") ?? 0, common.StringAt("preemptionPolicy"));
            return;
        }

        if (store.Get(Classes, new ObjectKey("", name))?.Value is { } found)
            Set(spec, name, found.LongAt("value") ?? 0, found.StringAt("preemptionPolicy"));
        else if (OfTheSystem.TryGetValue(name, out var value))
            Set(spec, name, value, null);
        else
            throw StatusError.Forbidden(request.Kind, pod.Name(), $"no PriorityClass with name {name} was found");
    }

    private static void Set(JsonObject spec, string name, long value, string? preemption)
    {
        spec["priorityClassName"] = name;
        spec["priority"] = value;
        spec["preemptionPolicy"] = preemption ?? "PreemptLowerPriority";
    }
}
