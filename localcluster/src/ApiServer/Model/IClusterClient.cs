using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>
/// In-process access to the API server for the cluster's own controllers and nodes. Every call takes the same road as an HTTP
/// request (interception, admission, field ownership), only without the wire. Returned objects are shared snapshots: clone before
/// changing one. Errors throw <see cref="ApiStatusException"/>.
/// </summary>
public interface IClusterClient
{
    /// <summary>Reads one object, or null when there is none.</summary>
    Task<JsonObject?> GetAsync(ResourceType type, string? ns, string name, CancellationToken cancellationToken = default);

    /// <summary>Lists one namespace, or all of them when <paramref name="ns"/> is null.</summary>
    Task<ResourceList> ListAsync(
        ResourceType type, string? ns = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default);

    /// <summary>Streams changes after <paramref name="resourceVersion"/> until cancelled; an ERROR event ends the stream.</summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(ResourceType type, string? ns, string resourceVersion, CancellationToken cancellationToken = default);

    /// <summary>Creates the object (namespace from its metadata). A subresource (<c>binding</c>, <c>eviction</c>) is created under the object's name.</summary>
    Task<JsonObject> CreateAsync(ResourceType type, JsonObject body, string? subresource = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces the object; with a resourceVersion in its metadata the write is optimistic (409 on conflict).</summary>
    Task<JsonObject> UpdateAsync(ResourceType type, JsonObject body, string? subresource = null, CancellationToken cancellationToken = default);

    /// <summary>Applies a JSON merge patch (RFC 7386).</summary>
    Task<JsonObject> PatchAsync(
        ResourceType type, string? ns, string name, JsonObject mergePatch, string? subresource = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes one object; <paramref name="options"/> is a <c>DeleteOptions</c> body (grace period, propagation, preconditions).</summary>
    Task DeleteAsync(ResourceType type, string? ns, string name, JsonObject? options = null, CancellationToken cancellationToken = default);
}
