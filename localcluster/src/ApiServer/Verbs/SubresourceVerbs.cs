using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Authentication;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Patches;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Bodies;
using October.LocalCluster.ApiServer.Requests.Options;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>The subresources with a shape of their own: scale, log, binding, eviction, token, proxy.</summary>
internal sealed class SubresourceVerbs(
    ReadVerbs reads, WriteVerbs writes, PodSubresources pods, Evictions evictions, TokenRequests tokens, ProxyTargets proxies, NodeEndpoints nodes)
{
    public ApiResponse Handle(ResourceRequest request) => (request.Request.Method, request.Subresource) switch
    {
        ("GET", "scale") => ApiResponse.Ok(request.Kind.Scale!.Show(reads.Get(request))),
        ("PUT", "scale") => WriteScale(request, (JsonObject)RequestBody.ReadObject(request.Request, "Scale").Root!),
        ("PATCH", "scale") => PatchScale(request),
        ("GET" or "POST", "exec") => pods.Exec(request, reads.Get(request)),
        ("GET" or "POST", "attach") => pods.Attach(request, reads.Get(request)),
        ("GET" or "POST", "portforward") => pods.PortForward(request, reads.Get(request)),
        ("GET", "log") => pods.Log(request, reads.Get(request)),
        ("POST", "binding") => pods.Bind(request, (JsonObject)RequestBody.ReadObject(request.Request, "Binding").Root!),
        ("POST", "eviction") => evictions.Create(request, (JsonObject)RequestBody.ReadObject(request.Request, "Eviction").Root!),
        ("POST", "token") => tokens.Create(request, (JsonObject)RequestBody.ReadObject(request.Request, "TokenRequest").Root!),
        (_, "proxy") when request.Kind.Kind == "Node" => nodes.Answer(request),
        (_, "proxy") => new ApiResponse { Code = 200, Proxy = proxies.Find(request) },
        _ => throw StatusError.MethodNotAllowed(),
    };

    /// <summary>The older way to bind a pod, which the object names: <c>POST …/bindings</c>.</summary>
    public ApiResponse Bind(ResourceRequest request) => pods.BindNamed(request, (JsonObject)RequestBody.ReadObject(request.Request, "Binding").Root!);

    private ApiResponse WriteScale(ResourceRequest request, JsonObject scale)
    {
        WriteOptions.Check(request, "UpdateOptions");
        var view = request.Kind.Scale!;
        if (scale.StringAt("metadata", "name") is { Length: > 0 } name && name != request.Name)
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        return ApiResponse.Ok(view.Show(writes.Update(request, current => view.Write(current, scale), requireVersion: false)));
    }

    private ApiResponse PatchScale(ResourceRequest request)
    {
        WriteOptions.Check(request, "PatchOptions");
        var view = request.Kind.Scale!;
        var patch = RequestBody.ReadPatch(request.Request).Root;
        return ApiResponse.Ok(view.Show(writes.Update(request, current =>
        {
            var scale = view.Show(current);
            switch (patch)
            {
                case JsonObject merge:
                    MergePatch.Apply(scale, merge);
                    break;
                case JsonArray operations:
                    scale = (JsonObject)JsonPatch.Apply(scale, operations)!;
                    break;
            }

            return view.Write(current, scale);
        }, requireVersion: false)));
    }
}
