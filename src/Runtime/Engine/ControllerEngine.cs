using k8s;
using k8s.Models;
using October.Common.Queues;
using October.Runtime.Abstractions;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Runtime.Engine;

/// <summary>
/// One controller: the informer of its primary kind, informers of what it owns, the queue between, and the workers. Informers may warm up
/// before leadership; workers start with it. What changes while they work goes before the backlog of their start.
/// </summary>
public sealed class ControllerEngine<T> : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private readonly ControllerOptions<T> _options;
    private readonly RuntimeServices _services;
    private readonly List<IInformer> _informers = [];
    private readonly List<IOptionalKind> _optional = [];
    private readonly QueueMetrics _figures;
    private readonly WorkQueue<NamespacedName> _queue;
    private volatile bool _isWorking;

    /// <summary>Makes an engine; add what it owns with <see cref="Owns{TChild}"/>, then run it.</summary>
    public ControllerEngine(ControllerOptions<T> options, RuntimeServices services)
    {
        (_options, _services) = (options, services);
        _figures = new QueueMetrics(services.Metrics, options.Name, services.Time);
        _queue = new WorkQueue<NamespacedName>(services.Time, () => new Backoff(FirstRetry, LongestRetry, services.Random), _figures);
        Primary = Watch<T>(options.Primary, change =>
        {
            if (options.Predicate(change))
                _queue.Add(NamespacedName.Of((change.New ?? change.Old)!), PriorityOf(change));
        });
    }

    /// <summary>The informer of the primary kind.</summary>
    public Informer<T> Primary { get; }

    /// <summary>True once every informer has its first list.</summary>
    public bool IsSynced => _informers.TrueForAll(informer => informer.Synced.IsCompletedSuccessfully);

    /// <summary>Watches a kind whose objects the primary controls; any change of one, old or new, queues its owner.</summary>
    public Store<TChild> Owns<TChild>(InformerOptions options)
        where TChild : class, IKubernetesObject<V1ObjectMeta> =>
        Maps<TChild>(options, child => OwnerMap.Controller<T>(child));

    /// <summary>Watches a kind that is related in another way; the store groups it by <paramref name="groupOf"/>.</summary>
    public Store<TChild> Maps<TChild>(InformerOptions options, Func<TChild, NamespacedName?> primaryOf, Func<TChild, string?>? groupOf = null)
        where TChild : class, IKubernetesObject<V1ObjectMeta> =>
        Watch<TChild>(options, change => QueueBoth(change, primaryOf), groupOf).Store;

    /// <summary>
    /// Watches a kind that the primary controls, from when its CustomResourceDefinition is established until it goes; either queues every primary.
    /// </summary>
    public OptionalKind<TChild> OwnsWhenInstalled<TChild>(InformerOptions options)
        where TChild : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = new OptionalKind<TChild>(
            Informer<TChild>(options, change => QueueBoth(change, child => OwnerMap.Controller<T>(child)), null), QueueAll);
        _optional.Add(kind);
        return kind;
    }

    /// <summary>Queues a key, for example when work in the background has ended.</summary>
    public void Enqueue(NamespacedName key) => _queue.Add(key);

    /// <summary>Runs the informers until cancelled.</summary>
    public Task RunInformersAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            _informers.Concat(Definitions(cancellationToken)).Select(informer => Task.Run(() => informer.RunAsync(cancellationToken), cancellationToken)));

    /// <summary>
    /// Runs the workers once everything has synced, until cancelled. What the leader before has remembered in the primaries is read anew first: a watch of
    /// this process may be interrupted.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled before everything had synced.</exception>
    public async Task RunWorkersAsync(IEntityController<T> controller, int workers, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_informers.Select(informer => informer.Synced)).WaitAsync(cancellationToken);
        await Primary.RefreshAsync(cancellationToken);
        QueueAll();
        _figures.Start(_queue.Depth);
        _isWorking = true;
        await new Reconciler<T>(_options.Name, controller, Primary, _queue, _services).RunAsync(workers, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private void QueueBoth<TChild>(InformerEvent<TChild> change, Func<TChild, NamespacedName?> primaryOf)
        where TChild : class, IKubernetesObject<V1ObjectMeta>
    {
        if (change.Old is not null && primaryOf(change.Old) is { } before)
            _queue.Add(before, PriorityOf(change));
        if (change.New is not null && primaryOf(change.New) is { } after)
            _queue.Add(after, PriorityOf(change));
    }

    private void QueueAll()
    {
        foreach (var entity in Primary.Store.All())
            _queue.Add(NamespacedName.Of(entity), _options.HasChanged(entity) ? Priority.Normal : Priority.Low);
    }

    /// <summary>
    /// Until the workers start, every key that an event brings is part of the backlog: in a process that waits for leadership that soon is all of them.
    /// </summary>
    private Priority PriorityOf<TChild>(InformerEvent<TChild> change)
        where TChild : class => _isWorking && !change.IsInitial ? Priority.Normal : Priority.Low;

    /// <summary>Watches CustomResourceDefinitions for the optional kinds, if there are any. Nobody waits for it: not every operator may see them.</summary>
    private IEnumerable<IInformer> Definitions(CancellationToken cancellationToken) => _optional.Count == 0
        ? []
        : [Informer<CustomResourceDefinition>(new InformerOptions(), change =>
        {
            var definition = (change.New ?? change.Old)!.Metadata.Name;
            foreach (var kind in _optional.Where(kind => kind.Definition == definition))
                kind.Set(change.New?.IsEstablished == true, cancellationToken);
        }, null)];

    private Informer<TChild> Watch<TChild>(InformerOptions options, Action<InformerEvent<TChild>> changed, Func<TChild, string?>? groupOf = null)
        where TChild : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = Informer(options, changed, groupOf);
        _informers.Add(informer);
        return informer;
    }

    private Informer<TChild> Informer<TChild>(InformerOptions options, Action<InformerEvent<TChild>> changed, Func<TChild, string?>? groupOf)
        where TChild : class, IKubernetesObject<V1ObjectMeta> => new(options, _services, groupOf) { Changed = changed };
}
