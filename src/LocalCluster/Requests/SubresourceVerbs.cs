using System.Text.Json.Nodes;
using October.LocalCluster.Objects;
using October.LocalCluster.Patches;

namespace October.LocalCluster.Requests;

/// <summary>The subresources with a shape of their own: scale, log, binding, eviction.</summary>
internal sealed class SubresourceVerbs(ReadVerbs reads, WriteVerbs writes, PodSubresources pods)
{
    public ApiResponse Handle(ResourceRequest request) => (request.Request.Method, request.Subresource) switch
    {
        ("GET", "scale") => ApiResponse.Ok(request.Kind.Scale!.Show(reads.Get(request))),
        ("PUT", "scale") => WriteScale(request, (JsonObject)RequestBody.ReadObject(request.Request, "Scale").Root!),
        ("PATCH", "scale") => PatchScale(request),
        ("GET", "log") => pods.Log(request, reads.Get(request)),
        ("POST", "binding") => pods.Bind(request, (JsonObject)RequestBody.ReadObject(request.Request, "Binding").Root!),
        ("POST", "eviction") => pods.Evict(request, (JsonObject)RequestBody.ReadObject(request.Request, "Eviction").Root!),
        _ => throw Refusal.MethodNotAllowed(),
    };

    private ApiResponse WriteScale(ResourceRequest request, JsonObject scale)
    {
        WriteOptions.Check(request, "UpdateOptions");
        var view = request.Kind.Scale!;
        if (scale.StringAt("metadata", "name") is { Length: > 0 } name && name != request.Name)
            throw Refusal.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
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
