using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Controllers.GarbageCollection;

namespace October.LocalCluster.Controllers.Namespaces;

/// <summary>
/// Empties a namespace that is being deleted, reports in its conditions what is left, and removes its finalizer when nothing is
/// (kubernetes/pkg/controller/namespace/deletion).
/// </summary>
internal sealed partial class NamespaceController(ControllerContext context)
{
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(250);

    private readonly KeyedQueue<string> _queue = new(context.Time);
    private readonly ConcurrentDictionary<ResourceType, CollectedType> _custom = new();

    public async Task RunAsync(CancellationToken token)
    {
        var namespaces = context.Informers.Get(ResourceTypes.Namespaces);
        namespaces.OnChange((_, ns) => Add(ns));
        var definitions = context.Informers.Get(ResourceTypes.CustomResourceDefinitions);
        definitions.OnChange((_, definition) => Learn(definition));
        foreach (var definition in definitions.All())
            Learn(definition);
        foreach (var ns in namespaces.All())
            Add(ns);
        try
        {
            await Task.WhenAll(namespaces.Synced, definitions.Synced).WaitAsync(token);
            while (true)
                await WorkAsync(await _queue.TakeAsync(token), token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            _queue.Dispose();
        }
    }

    private void Add(JsonObject? ns)
    {
        if (ns is not null && ns.IsTerminating())
            _queue.Add(ns.Name());
    }

    private void Learn(JsonObject? definition)
    {
        if (definition is not null && CollectedType.FromDefinition(definition) is { Namespaced: true } type)
            _custom[type.Type] = type;
    }

    private async Task WorkAsync(string name, CancellationToken token)
    {
        try
        {
            if (await context.Client.GetAsync(ResourceTypes.Namespaces, null, name, token) is { } ns && ns.IsTerminating())
                await EmptyAsync(ns, token);
            _queue.Forget(name);
        }
        catch (ApiStatusException e)
        {
            LogRetry(context.Logger, name, e.Message);
            _queue.AddRateLimited(name);
        }
        finally
        {
            _queue.Done(name);
        }
    }

    private async Task EmptyAsync(JsonObject ns, CancellationToken token)
    {
        // Pods first (KEP-5080): what protects them, such as their NetworkPolicies, goes after them.
        var remaining = (await DeleteAllAsync(ResourceTypes.Pods, ns.Name(), token)).Select(o => (ResourceTypes.Pods, o)).ToList();
        if (remaining.Count == 0)
        {
            foreach (var type in CollectedType.BuiltIn.Where(t => t.Namespaced).Concat(_custom.Values).Select(t => t.Type).Append(ResourceTypes.Events))
                remaining.AddRange((await DeleteAllAsync(type, ns.Name(), token)).Select(o => (type, o)));
        }

        if (remaining.Count == 0)
        {
            var body = ns.Clone();
            body.Ensure("spec")["finalizers"] = new JsonArray();
            await context.Client.UpdateAsync(ResourceTypes.Namespaces, body, "finalize", token);
            return;
        }

        var conditions = NamespaceConditions.Of(ns, remaining, context.Now);
        if (!conditions.DeepEqual(ns.ArrayAt("status", "conditions")))
        {
            await context.Client.PatchAsync(
                ResourceTypes.Namespaces, null, ns.Name(), new JsonObject { ["status"] = new JsonObject { ["conditions"] = conditions } }, "status", token);
        }

        _queue.AddAfter(ns.Name(), Recheck);
    }

    private async Task<List<JsonObject>> DeleteAllAsync(ResourceType type, string ns, CancellationToken token)
    {
        IReadOnlyList<JsonObject> items;
        try
        {
            items = (await context.Client.ListAsync(type, ns, token: token)).Items;
            foreach (var item in items.Where(i => !i.IsTerminating()))
                await DeleteAsync(type, item, token);
            return items.Count == 0 ? [] : [.. (await context.Client.ListAsync(type, ns, token: token)).Items];
        }
        catch (ApiStatusException e) when (e.Code == 404)
        {
            // The resource is not served: nothing of it can be there.
            return [];
        }
    }

    private async Task DeleteAsync(ResourceType type, JsonObject item, CancellationToken token)
    {
        try
        {
            await context.Client.DeleteAsync(type, item.Namespace(), item.Name(), new JsonObject { ["propagationPolicy"] = "Background" }, token);
        }
        catch (ApiStatusException e) when (e.Code is 404 or 409)
        {
            // Gone already.
        }
    }

    [LoggerMessage(LogLevel.Debug, "Deletion of namespace {Namespace} will be retried: {Problem}")]
    private static partial void LogRetry(ILogger logger, string @namespace, string problem);
}
