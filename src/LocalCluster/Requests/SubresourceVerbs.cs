using System.Text.Json.Nodes;
using October.LocalCluster.Patches;

namespace October.LocalCluster.Requests;

/// <summary>The subresources with a shape of their own: scale, log, binding, eviction.</summary>
internal sealed class SubresourceVerbs(ReadVerbs reads, WriteVerbs writes, PodSubresources pods)
{
    public ApiResponse Handle(ResourceRequest request) => (request.Request.Method, request.Subresource) switch
    {
        ("GET", "scale") => ApiResponse.Ok(request.Kind.Scale!.Show(reads.Get(request).Value)),
        ("PUT", "scale") => WriteScale(request, (JsonObject)RequestBody.ReadObject(request.Request, "Scale").Root!),
        ("PATCH", "scale") => PatchScale(request),
        ("GET", "log") => pods.Log(request, reads.Get(request).Value),
        ("POST", "binding") => pods.Bind(request, (JsonObject)RequestBody.ReadObject(request.Request, "Binding").Root!),
        ("POST", "eviction") => pods.Evict(request, (JsonObject)RequestBody.ReadObject(request.Request, "Eviction").Root!),
        _ => throw Refusal.MethodNotAllowed(),
    };

    private ApiResponse WriteScale(ResourceRequest request, JsonObject scale)
    {
        var view = request.Kind.Scale!;
        return ApiResponse.Ok(view.Show(writes.Update(request with { Subresource = "scale" }, current => view.Write(current, scale), requireVersion: false)));
    }

    private ApiResponse PatchScale(ResourceRequest request)
    {
        var view = request.Kind.Scale!;
        var patch = (JsonObject)RequestBody.ReadPatch(request.Request)!;
        return ApiResponse.Ok(view.Show(writes.Update(request, current =>
        {
            var scale = view.Show(current);
            MergePatch.Apply(scale, patch);
            return view.Write(current, scale);
        }, requireVersion: false)));
    }
}
