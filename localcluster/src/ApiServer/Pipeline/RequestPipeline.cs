using October.LocalCluster.ApiServer.Authorization;
using October.LocalCluster.ApiServer.Discovery;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.OpenApi;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Verbs;

namespace October.LocalCluster.ApiServer.Pipeline;

/// <summary>Every request's road: interception, resolution of the path, the verb, interception of the answer.</summary>
internal sealed class RequestPipeline(KindRegistry kinds, ResourceVerbs verbs, DiscoveryEndpoints discovery, OpenApiEndpoints openApi, AuthorizationFilter authorization, IInterceptor interceptor)
{
    /// <summary>Answers the request; errors are answers, too. Only cancellation and the interceptor throw.</summary>
    public async Task<ApiResponse> ExecuteAsync(ApiRequest request, CancellationToken token)
    {
        if (await interceptor.BeforeAsync(request, token) is { } instead)
            return instead;
        var response = Answer(request, token);
        if (response.Events is { } events && interceptor is not NoInterception)
            response = response with { Events = Intercepted(request, events, token) };
        return await interceptor.AfterAsync(request, response, token);
    }

    private ApiResponse Answer(ApiRequest request, CancellationToken token)
    {
        try
        {
            authorization.Check(request);
            return ServiceEndpoints.Handle(request)
                ?? discovery.Handle(request)
                ?? openApi.Handle(request)
                ?? (RequestPath.Parse(request.Path) is { } path ? Resource(request, path, token) : NotFound(request));
        }
        catch (ApiStatusException exception)
        {
            return ApiResponse.FromError(exception);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect of this server must look like one to the client, with something to report.
            return ApiResponse.FromError(StatusError.Make(500, "InternalError", $"Internal error occurred: {e.GetType().Name}: {e.Message}", []));
        }
    }

    private static ApiResponse NotFound(ApiRequest request) => request.Path.StartsWith("/api/") || request.Path.StartsWith("/apis/")
        ? ApiResponse.FromError(StatusError.PathNotFound())
        : ApiResponse.Text(404, "404 page not found\n");

    private ApiResponse Resource(ApiRequest request, RequestPath path, CancellationToken token)
    {
        if (kinds.Find(path.Group, path.Version, path.Plural) is not { } kind)
        {
            return kinds.HasGroupVersion(path.Group, path.Version)
                ? throw StatusError.PathNotFound()
                : ApiResponse.Text(404, "404 page not found\n");
        }

        if (path.Subresource is { } subresource && kind.FindSubresource(subresource) is null)
            throw kind.IsCustom && path.Name is { } name ? StatusError.NotFound(kind, name) : StatusError.PathNotFound();
        if (kind.IsCustom && !kind.Namespaced && path.Namespace is not null)
            return ApiResponse.Text(404, "404 page not found\n");
        if ((path.Name is not null && kind.Namespaced && path.Namespace is null) || (!kind.Namespaced && path.Namespace is not null))
            throw StatusError.PathNotFound();
        var resolved = new ResourceRequest(request, kind, path.Namespace, path.Name, path.Subresource ?? "") { Rest = path.Rest ?? "" };
        return verbs.Handle(resolved, path.IsLegacyWatch, token);
    }

    private async IAsyncEnumerable<WatchEvent> Intercepted(
        ApiRequest request, IAsyncEnumerable<WatchEvent> events, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var change in events.WithCancellation(token))
        {
            if (await interceptor.DeliverAsync(request, change, token) is { } delivered)
                yield return delivered;
        }
    }
}
