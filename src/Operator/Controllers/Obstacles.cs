using System.Collections.Concurrent;
using October.Operator.Rollout;
using October.Runtime.Abstractions;

namespace October.Operator.Controllers;

/// <summary>
/// What keeps the children of an app from being applied until a person helps, in memory: it is met again at the next try. Remembered so that
/// status goes on saying it between tries.
/// </summary>
internal sealed class Obstacles
{
    private readonly ConcurrentDictionary<NamespacedName, Failure> met = new();

    public Failure? Of(NamespacedName app) => met.GetValueOrDefault(app);

    public void Meet(NamespacedName app, Failure obstacle) => met[app] = obstacle;

    /// <summary>False when there was none.</summary>
    public bool Overcome(NamespacedName app) => met.TryRemove(app, out _);
}
