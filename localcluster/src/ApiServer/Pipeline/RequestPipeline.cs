using October.LocalCluster.ApiServer.Authorization;
using October.LocalCluster.ApiServer.Discovery;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.OpenApi;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Verbs;

namespace October.LocalCluster.ApiServer.Pipeline;

/// <summary>
/// Every request's road: interception, resolution of the path, the verb, persistence of what it has seen or done, interception of the answer.
/// </summary>
internal sealed class RequestPipeline(
    IObjectStore store,
    KindRegistry kinds,
    ResourceVerbs verbs,
    DiscoveryEndpoints discovery,
    OpenApiEndpoints openApi,
    AuthorizationFilter authorization,
    IInterceptor interceptor)
{
    /// <summary>Answers the request; errors are answers, too. Only cancellation and the interceptor throw.</summary>
    public async Task<ApiResponse> ExecuteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (await interceptor.BeforeAsync(request, cancellationToken) is { } instead)
            return instead;
        var response = await PersistedAsync(Answer(request, cancellationToken));
        if (response.Events is { } events && interceptor is not NoInterception)
            response = response with { Events = Intercepted(request, events, cancellationToken) };
        return await interceptor.AfterAsync(request, response, cancellationToken);
    }

    /// <summary>Nobody is answered with what a crash could still undo, be it their own write or that of another.</summary>
    private async ValueTask<ApiResponse> PersistedAsync(ApiResponse response)
    {
        try
        {
            await store.PersistedAsync(store.Revision);
            return response;
        }
        catch (IOException exception)
        {
            return ApiResponse.FromError(StatusError.Internal(exception.Message));
        }
    }

    private ApiResponse Answer(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            authorization.Check(request);
            return ServiceEndpoints.Handle(request)
                ?? discovery.Handle(request)
                ?? openApi.Handle(request)
                ?? (RequestPath.Parse(request.Path) is { } path ? Resource(request, path, cancellationToken) : NotFound(request));
        }
        catch (ApiStatusException exception)
        {
            return ApiResponse.FromError(exception);
        }
        catch (IOException exception)
        {
            return ApiResponse.FromError(StatusError.Internal(exception.Message));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A defect of this server must look like one to the client, with something to report.
            return ApiResponse.FromError(
                StatusError.Make(500, "InternalError", $"Internal error occurred: {exception.GetType().Name}: {exception.Message}", []));
        }
    }

    private static ApiResponse NotFound(ApiRequest request) => request.Path.StartsWith("/api/") || request.Path.StartsWith("/apis/")
        ? ApiResponse.FromError(StatusError.PathNotFound())
        : ApiResponse.Text(404, "404 page not found\n");

    private ApiResponse Resource(ApiRequest request, RequestPath path, CancellationToken cancellationToken)
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
        return verbs.Handle(resolved, path.IsLegacyWatch, cancellationToken);
    }

    private async IAsyncEnumerable<WatchEvent> Intercepted(
        ApiRequest request, IAsyncEnumerable<WatchEvent> events, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in events.WithCancellation(cancellationToken))
        {
            if (await interceptor.DeliverAsync(request, change, cancellationToken) is { } delivered)
                yield return delivered;
        }
    }
}
