using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Pipeline;

/// <summary>The client of controllers in this process: builds requests for the pipeline instead of the wire.</summary>
internal sealed class InProcessClient(RequestPipeline pipeline, string fieldManager) : IClusterClient
{
    public async Task<JsonObject?> GetAsync(ResourceType type, string? ns, string name, CancellationToken cancellationToken = default)
    {
        var response = await pipeline.ExecuteAsync(Request("GET", type, ns, name), cancellationToken);
        if (response.Code == 404)
            return null;
        return Checked(response).Object;
    }

    public async Task<ResourceList> ListAsync(
        ResourceType type, string? ns = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default)
    {
        var query = new List<KeyValuePair<string, string>>();
        if (labelSelector is not null)
            query.Add(new("labelSelector", labelSelector));
        if (fieldSelector is not null)
            query.Add(new("fieldSelector", fieldSelector));
        var list = Checked(await pipeline.ExecuteAsync(Request("GET", type, ns, null, query: query), cancellationToken)).Object!;
        var items = list.ArrayAt("items").Objects().ToList();
        foreach (var item in items)
        {
            item.SetDefault("apiVersion", type.ApiVersion);
            item.SetDefault("kind", list.StringAt("kind")?.Replace("List", ""));
        }

        return new ResourceList(list.ResourceVersion(), items);
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string? ns, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        KeyValuePair<string, string>[] query = [new("watch", "true"), new("resourceVersion", resourceVersion), new("allowWatchBookmarks", "true")];
        var response = Checked(await pipeline.ExecuteAsync(Request("GET", type, ns, null, query: query), cancellationToken));
        await foreach (var change in response.Events!.WithCancellation(cancellationToken))
            yield return change;
    }

    public async Task<JsonObject> CreateAsync(ResourceType type, JsonObject body, string? subresource = null, CancellationToken cancellationToken = default)
    {
        var ns = body.StringAt("metadata", "namespace");
        return Checked(
            await pipeline.ExecuteAsync(Request("POST", type, ns, subresource is null ? null : body.Name(), subresource, body), cancellationToken)).Object!;
    }

    public async Task<JsonObject> UpdateAsync(ResourceType type, JsonObject body, string? subresource = null, CancellationToken cancellationToken = default) =>
        Checked(
            await pipeline.ExecuteAsync(Request("PUT", type, body.StringAt("metadata", "namespace"), body.Name(), subresource, body), cancellationToken)
        ).Object!;

    public async Task<JsonObject> PatchAsync(
        ResourceType type, string? ns, string name, JsonObject mergePatch, string? subresource = null, CancellationToken cancellationToken = default) =>
        Checked(await pipeline.ExecuteAsync(
            Request("PATCH", type, ns, name, subresource, mergePatch) with { ContentType = "application/merge-patch+json" }, cancellationToken)).Object!;

    public async Task DeleteAsync(ResourceType type, string? ns, string name, JsonObject? options = null, CancellationToken cancellationToken = default) =>
        Checked(await pipeline.ExecuteAsync(Request("DELETE", type, ns, name, body: options), cancellationToken));

    private ApiRequest Request(
        string method, ResourceType type, string? ns, string? name, string? subresource = null, JsonObject? body = null,
        IEnumerable<KeyValuePair<string, string>>? query = null)
    {
        var path = (type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.Group}/{type.Version}")
            + (string.IsNullOrEmpty(ns) ? "" : $"/namespaces/{ns}")
            + $"/{type.Plural}"
            + (name is null ? "" : $"/{name}")
            + (subresource is null ? "" : $"/{subresource}");
        return new ApiRequest
        {
            Method = method,
            Path = path,
            Document = body,
            UserAgent = fieldManager,
            Query = query is null ? QueryParameters.None : new QueryParameters(query),
        };
    }

    private static ApiResponse Checked(ApiResponse response) =>
        response.Code < 400
            ? response
            : throw new ApiStatusException(
                response.Object ?? StatusError.Make(response.Code, "NotFound", "the server could not find the requested resource", []).Status);
}
