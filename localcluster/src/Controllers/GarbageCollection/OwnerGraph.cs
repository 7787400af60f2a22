using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.GarbageCollection;

/// <summary>Every object by uid, and who depends on whom. Updated by watch events of all resources, read by the collector.</summary>
internal sealed class OwnerGraph
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Resource> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependents = new(StringComparer.Ordinal);

    public Resource? Find(string uid)
    {
        lock (_gate)
            return _objects.GetValueOrDefault(uid);
    }

    public IReadOnlyList<Resource> DependentsOf(string uid)
    {
        lock (_gate)
            return _dependents.TryGetValue(uid, out var dependents) ? [.. dependents.Select(d => _objects[d])] : [];
    }

    public void Put(Resource resource)
    {
        lock (_gate)
        {
            var uid = resource.Object.Uid();
            Unlink(uid);
            _objects[uid] = resource;
            foreach (var owner in OwnerUids(resource))
            {
                if (!_dependents.TryGetValue(owner, out var dependents))
                    _dependents[owner] = dependents = new HashSet<string>(StringComparer.Ordinal);
                dependents.Add(uid);
            }
        }
    }

    public void Remove(Resource resource)
    {
        lock (_gate)
        {
            Unlink(resource.Object.Uid());
            _objects.Remove(resource.Object.Uid());
        }
    }

    private void Unlink(string uid)
    {
        if (!_objects.TryGetValue(uid, out var old))
            return;
        foreach (var owner in OwnerUids(old))
        {
            if (_dependents.TryGetValue(owner, out var dependents) && dependents.Remove(uid) && dependents.Count == 0)
                _dependents.Remove(owner);
        }
    }

    private static IEnumerable<string> OwnerUids(Resource resource) => resource.Object.Owners().Select(o => o.StringAt("uid")).OfType<string>();
}
