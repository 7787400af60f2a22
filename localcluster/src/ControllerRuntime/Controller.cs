using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>
/// The loop that all controllers share: changes in the caches put keys in the queue, one worker takes a key, a pure function decides on writes
/// from what the caches hold, the executor carries them out. What they cause comes back as changes.
/// </summary>
internal abstract partial class Controller(ControllerContext context, string component)
{
    private readonly WorkQueue<NamespacedName> _queue = new(context.Time, RetryBackoff.Make);
    private readonly List<Informer> _sources = [];

    protected ControllerContext Context { get; } = context;

    /// <summary>The name under which Events are written, for example <c>replicaset-controller</c>.</summary>
    protected string Component { get; } = component;

    /// <summary>Subscribes to the caches with <c>Watch</c>.</summary>
    protected abstract void Subscribe();

    /// <summary>Reads the caches and decides.</summary>
    protected abstract Decision Decide(NamespacedName key);

    /// <summary>How long to wait with a change for others that come along with it; not at all by default.</summary>
    protected virtual TimeSpan Pause(ResourceType type, JsonObject? old, JsonObject? current) => TimeSpan.Zero;

    /// <summary>A chance to say more about a refused write, before the key is retried.</summary>
    protected virtual Decision OnWriteFailed(NamespacedName key, WriteFailedException failure) => Decision.Nothing;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Subscribe();
        try
        {
            await Task.WhenAll(_sources.Select(s => s.Synced)).WaitAsync(cancellationToken);
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

    /// <summary>Follows a resource; each change is mapped to the keys it is about.</summary>
    protected Informer Watch(ResourceType type, Func<JsonObject, IEnumerable<NamespacedName>> keysOf)
    {
        var cache = Context.Informers.Get(type);
        _sources.Add(cache);
        cache.OnChange((old, current) =>
        {
            foreach (var value in (ReadOnlySpan<JsonObject?>)[old, current])
            {
                if (value is null)
                    continue;
                foreach (var key in keysOf(value))
                    _queue.AddAfter(key, Pause(type, old, current));
            }
        });
        // Whatever was in the cache before.
        foreach (var value in cache.All())
        {
            foreach (var key in keysOf(value))
                _queue.Add(key);
        }

        return cache;
    }

    /// <summary>Follows the controller's own resource.</summary>
    protected Informer Watch(ResourceType type) => Watch(type, value => [NamespacedName.Of(value)]);

    /// <summary>Follows a resource whose objects are controlled by objects of <paramref name="ownerKind"/>.</summary>
    protected Informer WatchOwned(ResourceType type, string ownerKind) => Watch(type, value => OwnerKeys(value, ownerKind));

    protected void Enqueue(NamespacedName key) => _queue.Add(key);

    protected static IEnumerable<NamespacedName> OwnerKeys(JsonObject value, string ownerKind) =>
        value.ControllerOf() is { } owner && owner.StringAt("kind") == ownerKind
            ? [new NamespacedName(value.Namespace(), owner.StringAt("name") ?? "")]
            : [];

    private async Task WorkAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            var decision = Decide(key);
            await Context.Executor.ApplyAsync(decision.Writes, Component, cancellationToken);
            _queue.Forget(key);
            if (decision.RequeueAfter is { } delay)
                _queue.AddAfter(key, delay);
        }
        catch (WriteFailedException exception)
        {
            await ExplainAsync(key, exception, cancellationToken);
            _queue.AddRateLimited(key);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogReconcileFailed(Context.Logger, exception, Component, key.ToString());
            _queue.AddRateLimited(key);
        }
        finally
        {
            _queue.Done(key);
        }
    }

    private async Task ExplainAsync(NamespacedName key, WriteFailedException failure, CancellationToken cancellationToken)
    {
        LogWriteRefused(Context.Logger, Component, key.ToString(), failure.Message);
        try
        {
            await Context.Executor.ApplyAsync(OnWriteFailed(key, failure).Writes, Component, cancellationToken);
        }
        catch (WriteFailedException exception)
        {
            LogWriteRefused(Context.Logger, Component, key.ToString(), exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Controller} will retry {Key}: {Problem}")]
    private static partial void LogWriteRefused(ILogger logger, string controller, string key, string problem);

    [LoggerMessage(LogLevel.Error, "{Controller} failed on {Key}; it will be retried.")]
    private static partial void LogReconcileFailed(ILogger logger, Exception exception, string controller, string key);
}
