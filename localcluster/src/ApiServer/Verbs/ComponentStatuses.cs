using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>The parts of a control plane, which are all this process: whoever gets an answer knows that they are well.</summary>
internal static class ComponentStatuses
{
    private static readonly string[] Names = ["controller-manager", "scheduler", "etcd-0"];

    public static JsonObject Get(ResourceRequest request)
    {
        if (!Names.Contains(request.Name))
            throw StatusError.NotFound(request.Kind, request.Name!);
        var status = new JsonObject { ["kind"] = request.Kind.Kind, ["apiVersion"] = request.Kind.ApiVersion };
        foreach (var (key, value) in Status(request.Name!))
            status[key] = value?.DeepClone();
        return status;
    }

    public static JsonObject List(ResourceRequest request) => new()
    {
        ["kind"] = request.Kind.ListKind,
        ["apiVersion"] = request.Kind.ApiVersion,
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. Names.Select(n => (JsonNode)Status(n))]),
    };

    private static JsonObject Status(string name) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Healthy", ["status"] = "True", ["message"] = "ok" }),
    };
}
