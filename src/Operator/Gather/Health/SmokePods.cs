using October.Operator.Desired.Model;

namespace October.Operator.Gather.Health;

/// <summary>Which pods a smoke run began with, and whether they are still there when it ends.</summary>
internal sealed class SmokePods(HealthReader health)
{
    private static readonly string[] Components = [Names.Api, Names.Worker];

    /// <summary>The ids of the pods that are not being deleted, by component.</summary>
    public ILookup<string, string> Read(AppIdentity app, Track track) => Components
        .SelectMany(component => health.PodsOf(app, component, track)
            .Where(static pod => pod.Metadata.DeletionTimestamp is null)
            .Select(pod => (component, pod.Metadata.Uid)))
        .ToLookup(static pod => pod.component, static pod => pod.Uid);

    /// <summary>The component of which no pod is left that the run began with, as after a drain, a preemption or an eviction; null for none.</summary>
    public string? Replaced(AppIdentity app, Track track, ILookup<string, string> before)
    {
        var now = Read(app, track);
        return Array.Find(Components, component => before[component].Any() && !before[component].Intersect(now[component]).Any());
    }
}
