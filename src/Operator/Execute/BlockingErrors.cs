using System.Collections.Concurrent;
using October.Operator.Reconcile.Model;

namespace October.Operator.Execute;

/// <summary>
/// The errors of each app's last try, in memory: the next try after a restart finds them again. Remembered so that status goes on saying them
/// between tries.
/// </summary>
internal sealed class BlockingErrors
{
    private readonly ConcurrentDictionary<NamespacedName, ApplyErrors> _errors = new();

    /// <summary>The errors of the app's last try.</summary>
    public ApplyErrors Of(NamespacedName app) => _errors.GetValueOrDefault(app, ApplyErrors.None);

    /// <summary>Remembers the errors of a try.</summary>
    public void Set(NamespacedName app, ApplyErrors errors) => _errors[app] = errors;

    /// <summary>The app is gone.</summary>
    public void Clear(NamespacedName app) => _errors.TryRemove(app, out _);
}
