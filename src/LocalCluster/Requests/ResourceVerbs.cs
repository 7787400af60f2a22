using System.Text.Json.Nodes;
using October.LocalCluster.Deletion;
using October.LocalCluster.Objects;
using October.LocalCluster.Patches;

namespace October.LocalCluster.Requests;

/// <summary>Routes a request for a served resource to its verb.</summary>
internal sealed class ResourceVerbs(ReadVerbs reads, WriteVerbs writes, DeleteVerbs deletes, SubresourceVerbs subresources, Presenter presenter)
{
    public ApiResponse Handle(ResourceRequest request, bool legacyWatch, CancellationToken token)
    {
        var response = request.Subresource is "" or "status" or "finalize"
            ? HandleMain(request, legacyWatch, token)
            : subresources.Handle(request);
        response = presenter.Present(request, response);
        return request.Warnings.Count == 0 ? response : response with { Warnings = [.. request.Warnings.Distinct()] };
    }

    private ApiResponse HandleMain(ResourceRequest request, bool legacyWatch, CancellationToken token)
    {
        var verb = Verb(request, legacyWatch);
        var allowed = request.Subresource.Length == 0 ? request.Kind.Verbs : request.Kind.FindSubresource(request.Subresource)!.Verbs;
        if (!allowed.Contains(verb) || (verb == "create" && request.Kind.Namespaced && request.Namespace is null))
            throw Refusal.MethodNotAllowed();
        return verb switch
        {
            "get" => ApiResponse.Ok(reads.Get(request).Value),
            "list" => ApiResponse.Ok(reads.List(request)),
            "watch" => new ApiResponse { Code = 200, Events = reads.Watch(request, token) },
            "create" => ApiResponse.Created(writes.Create(request, Body(request))),
            "update" => Replace(request),
            "patch" => Patch(request),
            "delete" => deletes.Delete(request),
            _ => ApiResponse.Ok(deletes.DeleteCollection(request)),
        };
    }

    private static string Verb(ResourceRequest request, bool legacyWatch) => (request.Request.Method, request.Name) switch
    {
        ("GET", null) => legacyWatch || request.Query.IsTrue("watch") ? "watch" : "list",
        ("GET", _) => legacyWatch ? "watch" : "get",
        ("POST", null) => "create",
        ("PUT", not null) => "update",
        ("PATCH", not null) => "patch",
        ("DELETE", null) => "deletecollection",
        ("DELETE", _) => "delete",
        _ => throw Refusal.MethodNotAllowed(),
    };

    private ApiResponse Replace(ResourceRequest request)
    {
        var body = Body(request);
        var name = body.Name();
        if (name.Length > 0 && name != request.Name)
            throw Refusal.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        return ApiResponse.Ok(writes.Update(request, _ => body.Clone(), !request.Kind.Strategy.AllowsUnconditionalUpdate));
    }

    private ApiResponse Patch(ResourceRequest request)
    {
        var patch = (JsonObject)RequestBody.ReadPatch(request.Request)!;
        return ApiResponse.Ok(writes.Update(request, current =>
        {
            MergePatch.Apply(current, patch);
            return current;
        }, requireVersion: false));
    }

    internal static JsonObject Body(ResourceRequest request)
    {
        var kind = request.Kind;
        var body = (JsonObject)RequestBody.ReadObject(request.Request, kind.Kind).Root!;
        body.SetDefault("kind", kind.Kind);
        body.SetDefault("apiVersion", kind.ApiVersion);
        var (sentVersion, sentKind) = (body.StringAt("apiVersion"), body.StringAt("kind"));
        if (sentKind != kind.Kind && sentVersion == kind.ApiVersion)
        {
            throw Refusal.BadRequest(
                $"{sentKind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: converting ({kind.Version}.{sentKind}) to (core.{kind.Kind}): unknown conversion");
        }

        if (sentVersion != kind.ApiVersion)
        {
            throw Refusal.BadRequest(
                $"{sentKind} in version \"{sentVersion}\" cannot be handled as a {kind.Kind}: no kind \"{sentKind}\" is registered for version " +
                $"\"{sentVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }

        return body;
    }
}
