using k8s;
using k8s.Models;
using October.Runtime.Abstractions;

namespace October.Runtime.Informers;

/// <summary>
/// What an informer knows, indexed by key and by group. Per key it only moves forward: the answer to our own write is put in at once, and
/// an older watch event that arrives afterwards changes nothing, so a reconcile never acts on a view from before its own last write.
/// </summary>
/// <param name="groupOf">What the index groups by; by default the controlling owner, as <c>namespace/uid</c>.</param>
/// <param name="transform">Takes out of each object, also out of the answer to a write, what is not kept; by default its ownership records.</param>
public sealed class Store<T>(Func<T, string?>? groupOf = null, Action<IKubernetesObject<V1ObjectMeta>>? transform = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Of so many objects it is known at which version they were gone: an answer on its way is not that late.</summary>
    private const int MostGone = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, T> _items = [];
    private readonly Dictionary<string, Dictionary<NamespacedName, T>> _groups = [];
    private readonly Dictionary<NamespacedName, string> _tombstones = [];
    private readonly Dictionary<NamespacedName, string> _gone = [];
    private readonly Queue<NamespacedName> _goneOrder = [];
    private readonly Func<T, string?> _groupOf = groupOf ?? Owner;

    /// <summary>What is done to each object before it is kept. Done again, it changes nothing.</summary>
    public Action<IKubernetesObject<V1ObjectMeta>> Transform { get; } = transform ?? InformerOptions.WithoutManagedFields;

    /// <summary>Number of objects.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    /// <summary>The object, or null. Shared: do not change it.</summary>
    public T? Get(NamespacedName key)
    {
        lock (_gate)
            return _items.GetValueOrDefault(key);
    }

    /// <summary>Whether this version of the object is in, or a newer one.</summary>
    public bool Has(NamespacedName key, string resourceVersion) =>
        Get(key) is { } known && ResourceVersions.Compare(resourceVersion, known.Metadata.ResourceVersion) <= 0;

    /// <summary>All objects, as of now.</summary>
    public IReadOnlyList<T> All()
    {
        lock (_gate)
            return [.. _items.Values];
    }

    /// <summary>The objects of one group: by default those of a controlling owner.</summary>
    public IReadOnlyList<T> InGroup(string group)
    {
        lock (_gate)
            return _groups.TryGetValue(group, out var members) ? [.. members.Values] : [];
    }

    /// <summary>Takes in a newer state; false when it was not newer. <paramref name="old"/> is what was there before.</summary>
    public bool Upsert(T entity, out T? old)
    {
        var key = NamespacedName.Of(entity);
        // What is in is shared, and not changed any more.
        if (ReferenceEquals(old = Get(key), entity))
            return false;
        Transform(entity);
        lock (_gate)
        {
            old = _items.GetValueOrDefault(key);
            if (old is not null && ResourceVersions.Compare(entity.Metadata.ResourceVersion, old.Metadata.ResourceVersion) <= 0)
                return false;
            if (_tombstones.TryGetValue(key, out var deletedUid) && deletedUid == entity.Metadata.Uid)
                return false;
            // The answer to a read, or a list, that was on its way when the watch saw the end.
            if (_gone.TryGetValue(key, out var gone) && ResourceVersions.Compare(entity.Metadata.ResourceVersion, gone) <= 0)
                return false;
            if (old is not null)
                Unindex(key, old);
            _items[key] = entity;
            Index(key, entity);
            return true;
        }
    }

    /// <summary>Takes an object out; false when it was not there or a newer one of the same name is.</summary>
    public bool Remove(T entity, out T? old)
    {
        var key = NamespacedName.Of(entity);
        lock (_gate)
        {
            _tombstones.Remove(key);
            Remember(key, entity.Metadata.ResourceVersion);
            old = _items.GetValueOrDefault(key);
            if (old is null || (old.Metadata.Uid != entity.Metadata.Uid
                && ResourceVersions.Compare(old.Metadata.ResourceVersion, entity.Metadata.ResourceVersion) > 0))
            {
                return false;
            }

            Unindex(key, old);
            _items.Remove(key);
            return true;
        }
    }

    /// <summary>Takes the object of that name out; false when it was not there.</summary>
    public bool Remove(NamespacedName key, out T? old)
    {
        old = null;
        return Get(key) is { } known && Remove(known, out old);
    }

    /// <summary>Our own delete went through: forget the object now, and do not let a late event bring it back.</summary>
    public void Forget(T entity)
    {
        if (!Remove(entity, out _) || entity.Metadata.Uid is null)
            return;
        lock (_gate)
            _tombstones[NamespacedName.Of(entity)] = entity.Metadata.Uid;
    }

    /// <summary>Swaps in a full list; what was known at a newer version than the list's stays.</summary>
    /// <param name="list">The objects.</param>
    /// <param name="listVersion">Version of the list.</param>
    /// <param name="ns">The namespace that was listed; null for all.</param>
    /// <returns>The changes that the swap made.</returns>
    public IReadOnlyList<InformerEvent<T>> Replace(IEnumerable<T> list, string listVersion, string? ns = null)
    {
        var changes = new List<InformerEvent<T>>();
        var listed = new HashSet<NamespacedName>();
        foreach (var entity in list)
        {
            listed.Add(NamespacedName.Of(entity));
            if (Upsert(entity, out var old))
                changes.Add(new InformerEvent<T>(old, entity));
        }

        foreach (var entity in All().Where(entity => IsIn(entity.Metadata.NamespaceProperty)))
        {
            var newer = ResourceVersions.Compare(entity.Metadata.ResourceVersion, listVersion) > 0;
            if (!listed.Contains(NamespacedName.Of(entity)) && !newer && Remove(entity, out var old))
                changes.Add(new InformerEvent<T>(old, null));
        }

        lock (_gate)
        {
            foreach (var key in _tombstones.Keys.Where(key => IsIn(key.Namespace)).ToList())
                _tombstones.Remove(key);
        }

        return changes;

        bool IsIn(string? other) => ns is null || other == ns;
    }

    private void Remember(NamespacedName key, string? version)
    {
        if (version is null || (_gone.TryGetValue(key, out var known) && ResourceVersions.Compare(version, known) <= 0))
            return;
        if (known is null)
            _goneOrder.Enqueue(key);
        _gone[key] = version;
        if (_goneOrder.Count > MostGone)
            _gone.Remove(_goneOrder.Dequeue());
    }

    /// <summary>
    /// With the namespace, in which the owner is, too (kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents): who writes objects in
    /// another one may put any uid into them.
    /// </summary>
    private static string? Owner(T entity) => entity.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true) is { } owner
        ? $"{entity.Metadata.NamespaceProperty}/{owner.Uid}"
        : null;

    private void Index(NamespacedName key, T entity)
    {
        if (_groupOf(entity) is not { } group)
            return;
        if (!_groups.TryGetValue(group, out var members))
            _groups[group] = members = [];
        members[key] = entity;
    }

    private void Unindex(NamespacedName key, T entity)
    {
        if (_groupOf(entity) is { } group && _groups.TryGetValue(group, out var members) && members.Remove(key) && members.Count == 0)
            _groups.Remove(group);
    }
}
