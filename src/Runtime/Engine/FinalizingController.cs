using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Runtime.Engine;

/// <summary>
/// Puts a finalizer around a controller: added before the first reconcile, run and removed when the entity is being deleted. Each patch
/// tests what it replaces, so a concurrent change fails it instead of losing another's finalizer.
/// </summary>
public sealed class FinalizingController<T>(IEntityController<T> inner, IEntityFinalizer<T> finalizer, IKubeApi api) : IEntityController<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public async Task<ReconciliationResult<T>> ReconcileAsync(T entity, CancellationToken cancellationToken)
    {
        var present = entity.Metadata.Finalizers?.Contains(finalizer.Identifier) == true;
        var deleting = entity.Metadata.DeletionTimestamp is not null;
        switch (present, deleting)
        {
            case (false, false):
                await SetAsync(entity, [.. entity.Metadata.Finalizers ?? [], finalizer.Identifier], cancellationToken);
                // The patch comes back as an event, and that brings us here again.
                return ReconciliationResult<T>.Success();
            case (true, false):
                return await inner.ReconcileAsync(entity, cancellationToken);
            case (true, true):
                var result = await finalizer.FinalizeAsync(entity, cancellationToken);
                if (result.IsSuccess && result.RequeueAfter is null)
                    await SetAsync(entity, [.. entity.Metadata.Finalizers!.Where(id => id != finalizer.Identifier)], cancellationToken);
                return result;
            default:
                return ReconciliationResult<T>.Success();
        }
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<T>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken) =>
        inner.DeletedAsync(key, cancellationToken);

    private Task<T> SetAsync(T entity, IReadOnlyList<string> finalizers, CancellationToken token)
    {
        var patch = new JsonArray(
            Operation("test", "/metadata/resourceVersion", entity.Metadata.ResourceVersion),
            Operation("add", "/metadata/finalizers", new JsonArray([.. finalizers.Select(id => (JsonNode)id)])));
        return api.JsonPatchAsync<T>(entity.Metadata.NamespaceProperty, entity.Metadata.Name, patch, token);
    }

    private static JsonObject Operation(string op, string path, JsonNode? value) => new() { ["op"] = op, ["path"] = path, ["value"] = value };
}
