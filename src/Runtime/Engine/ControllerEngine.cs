using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Runtime.Engine;

/// <summary>
/// One controller: the informer of its primary kind, informers of what it owns, the queue between, and the workers. Informers may warm up
/// before leadership; workers start with it.
/// </summary>
public sealed class ControllerEngine<T> : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private readonly string name;
    private readonly IKubeApi api;
    private readonly TimeProvider time;
    private readonly Func<double> random;
    private readonly ILoggerFactory loggers;
    private readonly List<IInformer> informers = [];
    private readonly List<IOptionalKind> optional = [];
    private readonly WorkQueue<NamespacedName> queue;

    /// <summary>Makes an engine; add what it owns with <see cref="Owns{TChild}"/>, then run it.</summary>
    public ControllerEngine(string name, IKubeApi api, InformerOptions primary, TimeProvider time, Func<double> random, ILoggerFactory loggers)
    {
        (this.name, this.api, this.time, this.random, this.loggers) = (name, api, time, random, loggers);
        queue = new WorkQueue<NamespacedName>(time, () => new Backoff(FirstRetry, LongestRetry, random), new QueueMetrics(name));
        Primary = Watch<T>(primary, change =>
        {
            if (Predicates.SpecOrCommands(change))
                queue.Add(NamespacedName.Of((change.New ?? change.Old)!));
        });
    }

    /// <summary>The informer of the primary kind.</summary>
    public Informer<T> Primary { get; }

    /// <summary>True once every informer has its first list.</summary>
    public bool IsSynced => informers.TrueForAll(informer => informer.Synced.IsCompletedSuccessfully);

    /// <summary>Watches a kind whose objects the primary controls; any change of one, old or new, queues its owner.</summary>
    public Store<TChild> Owns<TChild>(InformerOptions options)
        where TChild : class, IKubernetesObject<V1ObjectMeta> =>
        Maps<TChild>(options, child => OwnerMap.Controller<T>(child));

    /// <summary>Watches a kind that is related in another way; the store groups it by <paramref name="groupOf"/>.</summary>
    public Store<TChild> Maps<TChild>(InformerOptions options, Func<TChild, NamespacedName?> primaryOf, Func<TChild, string?>? groupOf = null)
        where TChild : class, IKubernetesObject<V1ObjectMeta> =>
        Watch<TChild>(options, change => QueueBoth(change, primaryOf), groupOf).Store;

    /// <summary>Watches a kind that the primary controls, from when its CustomResourceDefinition is established until it goes; either queues every primary.</summary>
    public OptionalKind<TChild> OwnsWhenInstalled<TChild>(InformerOptions options)
        where TChild : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = new OptionalKind<TChild>(
            Informer<TChild>(options, change => QueueBoth(change, child => OwnerMap.Controller<T>(child)), null), QueueAll);
        optional.Add(kind);
        return kind;
    }

    /// <summary>Queues a key, for example when work in the background has ended.</summary>
    public void Enqueue(NamespacedName key) => queue.Add(key);

    /// <summary>Runs the informers until cancelled.</summary>
    public Task RunInformersAsync(CancellationToken token) =>
        Task.WhenAll(informers.Concat(Definitions(token)).Select(informer => Task.Run(() => informer.RunAsync(token), token)));

    /// <summary>Runs the workers once everything has synced, until cancelled.</summary>
    public async Task RunWorkersAsync(IEntityController<T> controller, int workers, CancellationToken token)
    {
        await Task.WhenAll(informers.Select(informer => informer.Synced)).WaitAsync(token);
        QueueAll();
        await new Reconciler<T>(name, controller, Primary, queue, time, loggers.CreateLogger<Reconciler<T>>()).RunAsync(workers, token);
    }

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private void QueueBoth<TChild>(InformerEvent<TChild> change, Func<TChild, NamespacedName?> primaryOf)
        where TChild : class, IKubernetesObject<V1ObjectMeta>
    {
        if (change.Old is not null && primaryOf(change.Old) is { } before)
            queue.Add(before);
        if (change.New is not null && primaryOf(change.New) is { } after)
            queue.Add(after);
    }

    private void QueueAll()
    {
        foreach (var entity in Primary.Store.All())
            queue.Add(NamespacedName.Of(entity));
    }

    /// <summary>Watches CustomResourceDefinitions for the optional kinds, if there are any. Nobody waits for it: not every operator may see them.</summary>
    private IEnumerable<IInformer> Definitions(CancellationToken token) => optional.Count == 0
        ? []
        : [Informer<CustomResourceDefinition>(new InformerOptions(), change =>
        {
            var definition = (change.New ?? change.Old)!.Metadata.Name;
            foreach (var kind in optional.Where(kind => kind.Definition == definition))
                kind.Set(change.New?.IsEstablished == true, token);
        }, null)];

    private Informer<TChild> Watch<TChild>(InformerOptions options, Action<InformerEvent<TChild>> changed, Func<TChild, string?>? groupOf = null)
        where TChild : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = Informer(options, changed, groupOf);
        informers.Add(informer);
        return informer;
    }

    private Informer<TChild> Informer<TChild>(InformerOptions options, Action<InformerEvent<TChild>> changed, Func<TChild, string?>? groupOf)
        where TChild : class, IKubernetesObject<V1ObjectMeta> =>
        new(api, options, time, random, loggers.CreateLogger<Informer<TChild>>(), groupOf) { Changed = changed };
}
