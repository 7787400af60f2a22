using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Presentation;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Bodies;
using October.LocalCluster.ApiServer.Requests.Options;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>Routes a request for a served resource to its verb.</summary>
internal sealed class ResourceVerbs(
    ReadVerbs reads, WriteVerbs writes, PatchVerbs patches, DeleteVerbs deletes, SubresourceVerbs subresources, ComputedResources computed, Presenter presenter)
{
    public ApiResponse Handle(ResourceRequest request, bool legacyWatch, CancellationToken cancellationToken)
    {
        if (request.Kind.DeprecationWarning is { } deprecation)
            request.Warnings.Add(deprecation);
        ApiResponse response;
        try
        {
            response = request.Subresource is "" or "status" or "finalize" or PodSubresourceUpdates.Ephemeral or PodSubresourceUpdates.Resize
                ? HandleMain(request, legacyWatch, cancellationToken)
                : subresources.Handle(request);
            if (response.Proxy is null)
                response = presenter.Present(request, response);
        }
        catch (ApiStatusException exception) when (request.Warnings.Count > 0)
        {
            // Warnings from before the error are sent all the same.
            response = ApiResponse.FromError(exception);
        }

        return request.Warnings.Count == 0 ? response : response with { Warnings = [.. request.Warnings.Distinct()] };
    }

    private ApiResponse HandleMain(ResourceRequest request, bool legacyWatch, CancellationToken cancellationToken)
    {
        var verb = Verb(request, legacyWatch);
        var allowed = request.Subresource.Length == 0 ? request.Kind.Verbs : request.Kind.FindSubresource(request.Subresource)!.Verbs;
        if (!allowed.Contains(verb) || (verb is "create" or "deletecollection" && request.Kind.Namespaced && request.Namespace is null))
            throw request.Kind.IsCustom && request.Subresource.Length > 0 ? StatusError.MethodNotSupported(request.Kind, verb) : StatusError.MethodNotAllowed();
        if (computed.Read(request, verb) is { } answer)
            return ApiResponse.Ok(answer);
        return verb switch
        {
            "get" => ApiResponse.Ok(reads.Get(request)),
            "list" => ApiResponse.Ok(reads.List(request)),
            "watch" => new ApiResponse { Code = 200, Events = reads.Watch(request, cancellationToken) },
            "create" => Create(request),
            "update" => Replace(request),
            "patch" => patches.Patch(request),
            "delete" => deletes.Delete(request),
            _ => ApiResponse.Ok(deletes.DeleteCollection(request)),
        };
    }

    private static string Verb(ResourceRequest request, bool legacyWatch) => (request.Request.Method, request.Name) switch
    {
        ("GET", null) => legacyWatch || request.Query.IsTrue("watch") ? "watch" : "list",
        ("GET", _) => legacyWatch ? "watch" : "get",
        ("POST", null) => "create",
        ("POST", _) when request.Subresource.Length > 0 => "create",
        ("PUT", not null) => "update",
        ("PATCH", not null) => "patch",
        ("DELETE", null) => "deletecollection",
        ("DELETE", _) => "delete",
        _ => throw StatusError.MethodNotAllowed(),
    };

    private ApiResponse Create(ResourceRequest request)
    {
        WriteOptions.Check(request, "CreateOptions");
        if (request.Kind.Kind == "Binding")
            return subresources.Bind(request);
        if (request.Kind.IsReview)
            return ApiResponse.Created(computed.Review(request, writes.Record(request, ObjectDecoder.DecodeBody(request))));
        return ApiResponse.Created(writes.Create(request, ObjectDecoder.DecodeBody(request)));
    }

    private ApiResponse Replace(ResourceRequest request)
    {
        WriteOptions.Check(request, "UpdateOptions");
        var body = ObjectDecoder.DecodeBody(request);
        var name = body.Name();
        if (name.Length > 0 && name != request.Name)
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        if (body.Namespace() is { Length: > 0 } ns && ns != (request.Namespace ?? ""))
            throw StatusError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (request.Kind.Strategy.AllowsCreateOnUpdate && request.Subresource.Length == 0 && !reads.Exists(request))
            return ApiResponse.Created(writes.Create(request, body));
        body.Metadata()["name"] = request.Name;
        return ApiResponse.Ok(writes.Replace(request, _ => body.Clone(), !request.Kind.Strategy.AllowsUnconditionalUpdate));
    }
}
