using System.Collections.Concurrent;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute;

/// <summary>
/// The order of an app's steps while a run has no time for all of them, as with an admission webhook that does not answer: what has failed comes last, until
/// every step has had its turn.
/// </summary>
internal sealed class StepTurns
{
    private readonly ConcurrentDictionary<NamespacedName, HashSet<string>> _failed = new();

    /// <summary>Those that failed, and what requires them, come after all others; else the order is as it was.</summary>
    public IReadOnlyList<Step> Order(AppIdentity app, IReadOnlyList<Step> steps)
    {
        if (!_failed.TryGetValue(Key(app), out var failed))
            return steps;
        var late = new HashSet<string>(failed, StringComparer.Ordinal);
        List<Step> first = [], last = [];
        foreach (var step in steps)
        {
            var isLate = late.Contains(step.Name) || step.Requires.Any(late.Contains);
            if (isLate)
                late.Add(step.Name);
            (isLate ? last : first).Add(step);
        }

        return [.. first, .. last];
    }

    /// <summary>How a run went.</summary>
    /// <param name="app">The app.</param>
    /// <param name="failed">Names of the steps that failed.</param>
    /// <param name="putOff">Names of those that there was no time for.</param>
    public void Remember(AppIdentity app, IReadOnlyCollection<string> failed, IReadOnlyCollection<string> putOff)
    {
        var key = Key(app);
        if (putOff.Count == 0)
            _failed.TryRemove(key, out _);
        else if (_failed.TryGetValue(key, out var before) && !putOff.All(before.Contains))
            _failed[key] = [.. before, .. failed];
        else
            _failed[key] = [.. failed];
    }

    /// <summary>The app is gone.</summary>
    public void Forget(NamespacedName key) => _failed.TryRemove(key, out _);

    private static NamespacedName Key(AppIdentity app) => new(app.Namespace, app.Name);
}
