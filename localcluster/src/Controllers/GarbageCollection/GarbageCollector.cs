using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.GarbageCollection;

/// <summary>
/// Deletes what nobody owns any more, orphans what is to stay, and holds owners back until their blocking dependents are gone. Owners are looked
/// up live before anything is deleted: a cache that lags must not cost an object its life.
/// </summary>
internal sealed partial class GarbageCollector(ControllerContext context)
{
    private const string Component = "garbage-collector-controller";

    private readonly OwnerGraph _graph = new();
    private readonly WorkQueue<string> _queue = new(context.Time, RetryBackoff.Make);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string ApiVersion, string Kind), CollectedType> _types = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var type in CollectedType.BuiltIn)
                Follow(type);
            FollowDefinitions();
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

    private void FollowDefinitions()
    {
        var definitions = context.Informers.Get(ResourceTypes.CustomResourceDefinitions);
        definitions.OnChange((_, definition) => FollowDefinition(definition));
        foreach (var definition in definitions.All())
            FollowDefinition(definition);
    }

    private void FollowDefinition(JsonObject? definition)
    {
        if (definition is not null && definition.IsTrue("Established") && CollectedType.FromDefinition(definition) is { } type)
            Follow(type);
    }

    private void Follow(CollectedType type)
    {
        lock (_gate)
        {
            if (!_types.TryAdd((type.Type.ApiVersion, type.Kind), type))
                return;
        }

        var cache = context.Informers.Get(type.Type);
        cache.OnChange((old, current) => OnChange(type, old, current));
        foreach (var value in cache.All())
            OnChange(type, null, value);
    }

    private void OnChange(CollectedType type, JsonObject? old, JsonObject? current)
    {
        // An object of the same name but another uid has taken the place of the old one.
        if (old is not null && old.Uid() != current?.Uid())
        {
            var gone = new Resource(type.Type, old);
            _graph.Remove(gone);
            EnqueueAround(gone);
        }

        if (current is null)
            return;
        var resource = new Resource(type.Type, current);
        _graph.Put(resource);
        if (current.Owners().Any())
            _queue.Add(current.Uid());
        if (!current.IsTerminating())
            return;
        _queue.Add(current.Uid());
        EnqueueAround(resource);
    }

    /// <summary>Dependents may have become garbage; owners may have waited for this object.</summary>
    private void EnqueueAround(Resource resource)
    {
        foreach (var dependent in _graph.DependentsOf(resource.Object.Uid()))
            _queue.Add(dependent.Object.Uid());
        foreach (var owner in resource.Object.Owners())
            _queue.Add(owner.StringAt("uid") ?? "");
    }

    private async Task WorkAsync(string uid, CancellationToken cancellationToken)
    {
        try
        {
            if (_graph.Find(uid) is { } item)
                await CollectAsync(item, cancellationToken);
            _queue.Forget(uid);
        }
        catch (Exception exception) when (exception is WriteFailedException or ApiStatusException)
        {
            LogRetry(context.Logger, uid, exception.Message);
            _queue.AddRateLimited(uid);
        }
        finally
        {
            _queue.Done(uid);
        }
    }

    private async Task CollectAsync(Resource item, CancellationToken cancellationToken)
    {
        var owners = new Dictionary<string, JsonObject?>(StringComparer.Ordinal);
        foreach (var reference in item.Object.Owners())
        {
            var uid = reference.StringAt("uid") ?? "";
            var known = _graph.Find(uid)?.Object;
            if (known is null)
            {
                var (found, owner) = await LookUpAsync(item, reference, cancellationToken);
                // An owner of an unknown kind may well exist: leave the object alone.
                if (!found)
                    return;
                known = owner;
            }

            owners[uid] = known;
        }

        var decision = GarbageDecision.Decide(item, owners, _graph.DependentsOf(item.Object.Uid()));
        await context.Executor.ApplyAsync(decision.Writes, Component, cancellationToken);
    }

    private async Task<(bool Known, JsonObject? Owner)> LookUpAsync(Resource item, JsonObject reference, CancellationToken cancellationToken)
    {
        CollectedType? type;
        lock (_gate)
        {
            var (apiVersion, kind) = (reference.StringAt("apiVersion") ?? "", reference.StringAt("kind") ?? "");
            var group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion[..apiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
            // Any served version of the kind will do.
            type = _types.GetValueOrDefault((apiVersion, kind)) ?? _types.Values.FirstOrDefault(t => t.Type.Group == group && t.Kind == kind);
        }

        if (type is null)
            return (false, null);
        var owner = await context.Client.GetAsync(
            type.Type, type.Namespaced ? item.Object.Namespace() : null, reference.StringAt("name") ?? "", cancellationToken);
        return (true, owner?.Uid() == reference.StringAt("uid") ? owner : null);
    }

    [LoggerMessage(LogLevel.Debug, "Garbage collection of {Uid} will be retried: {Problem}")]
    private static partial void LogRetry(ILogger logger, string uid, string problem);
}
