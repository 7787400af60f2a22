using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>What the node's own server answers behind <c>nodes/NAME/proxy</c>: its health, and the pods that it runs.</summary>
internal sealed class NodeEndpoints(ReadVerbs reads, IObjectStore store)
{
    public ApiResponse Answer(ResourceRequest request)
    {
        var node = reads.Get(request with { Name = request.Name!.Split(':')[0], Subresource = "" });
        return (request.Request.Method, request.Rest.Trim('/')) switch
        {
            ("GET" or "HEAD", "healthz" or "healthz/ping" or "healthz/syncloop" or "healthz/log") => ApiResponse.Text(200, "ok"),
            ("GET", "pods" or "runningpods") => ApiResponse.Ok(Pods(node.Name())),
            _ => ApiResponse.Text(404, "404 page not found\n"),
        };
    }

    private JsonObject Pods(string node) => new()
    {
        ["kind"] = "PodList",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([
            .. store.List("/pods").Objects.Values.Select(p => p.Value).Where(p => p.StringAt("spec", "nodeName") == node).Select(p => (JsonNode)p.Clone()),
        ]),
    };
}
