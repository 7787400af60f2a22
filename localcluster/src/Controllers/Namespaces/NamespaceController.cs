using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
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

    private readonly WorkQueue<string> _queue = new(context.Time, RetryBackoff.Make);
    private readonly ConcurrentDictionary<ResourceType, CollectedType> _custom = new();

    public async Task RunAsync(CancellationToken cancellationToken)
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
            await Task.WhenAll(namespaces.Synced, definitions.Synced).WaitAsync(cancellationToken);
            while (true)
                await WorkAsync(await _queue.GetAsync(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
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

    private async Task WorkAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await context.Client.GetAsync(ResourceTypes.Namespaces, null, name, cancellationToken) is { } ns && ns.IsTerminating())
                await EmptyAsync(ns, cancellationToken);
            _queue.Forget(name);
        }
        catch (ApiStatusException exception)
        {
            LogRetry(context.Logger, name, exception.Message);
            _queue.AddRateLimited(name);
        }
        finally
        {
            _queue.Done(name);
        }
    }

    private async Task EmptyAsync(JsonObject ns, CancellationToken cancellationToken)
    {
        // Pods first (KEP-5080): what protects them, such as their NetworkPolicies, goes after them.
        var remaining = (await DeleteAllAsync(ResourceTypes.Pods, ns.Name(), cancellationToken)).Select(o => (ResourceTypes.Pods, o)).ToList();
        if (remaining.Count == 0)
        {
            foreach (var type in CollectedType.BuiltIn.Where(t => t.Namespaced).Concat(_custom.Values).Select(t => t.Type).Append(ResourceTypes.Events))
                remaining.AddRange((await DeleteAllAsync(type, ns.Name(), cancellationToken)).Select(o => (type, o)));
        }

        if (remaining.Count == 0)
        {
            var body = ns.Clone();
            body.Ensure("spec")["finalizers"] = new JsonArray();
            await context.Client.UpdateAsync(ResourceTypes.Namespaces, body, "finalize", cancellationToken);
            return;
        }

        var conditions = NamespaceConditions.Of(ns, remaining, context.Now);
        if (!conditions.DeepEqual(ns.ArrayAt("status", "conditions")))
        {
            await context.Client.PatchAsync(
                ResourceTypes.Namespaces,
                null,
                ns.Name(),
                new JsonObject { ["status"] = new JsonObject { ["conditions"] = conditions } },
                "status",
                cancellationToken);
        }

        _queue.AddAfter(ns.Name(), Recheck);
    }

    private async Task<List<JsonObject>> DeleteAllAsync(ResourceType type, string ns, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> items;
        try
        {
            items = (await context.Client.ListAsync(type, ns, cancellationToken: cancellationToken)).Items;
            foreach (var item in items.Where(i => !i.IsTerminating()))
                await DeleteAsync(type, item, cancellationToken);
            return items.Count == 0 ? [] : [.. (await context.Client.ListAsync(type, ns, cancellationToken: cancellationToken)).Items];
        }
        catch (ApiStatusException exception) when (exception.Code == 404)
        {
            // The resource is not served: nothing of it can be there.
            return [];
        }
    }

    private async Task DeleteAsync(ResourceType type, JsonObject item, CancellationToken cancellationToken)
    {
        try
        {
            await context.Client.DeleteAsync(type, item.Namespace(), item.Name(), new JsonObject { ["propagationPolicy"] = "Background" }, cancellationToken);
        }
        catch (ApiStatusException exception) when (exception.Code is 404 or 409)
        {
            // Gone already.
        }
    }

    [LoggerMessage(LogLevel.Debug, "Deletion of namespace {Namespace} will be retried: {Problem}")]
    private static partial void LogRetry(ILogger logger, string @namespace, string problem);
}
