using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using October.Operator.Messages;
using October.Runtime.Abstractions;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Reads what explains a failure. No decision depends on it, so that it neither fails a reconcile nor keeps its worker: a read has three seconds, and all
/// reads of one app have ten in a minute. Where the API server does not reach a kubelet, that is the first thing that is not answered.
/// </summary>
internal sealed class EvidenceReads(TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, (long Since, TimeSpan Spent)> _apps = [];

    /// <summary>Reads something of a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>What was read, or why it could not be.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Without evidence a decision is made all the same, and says why there is none.")]
    public async Task<(T? Value, string? Problem)> ReadAsync<T>(V1Pod pod, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var app = Stores.AppOf(pod) ?? NamespacedName.Of(pod);
        if (Spent(app) >= Budget)
            return (default, $"those before took {Budget.TotalSeconds:0} s, the next try is in a minute");
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return (await read(either.Token), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (default, limit.IsCancellationRequested ? $"no answer within {Limit.TotalSeconds:0} s" : Bounded.Text(exception.Message));
        }
        finally
        {
            Spend(app, time.GetElapsedTime(started));
        }
    }

    private TimeSpan Spent(NamespacedName app)
    {
        lock (_gate)
        {
            // Nobody says which apps are gone.
            foreach (var over in _apps.Where(pair => time.GetElapsedTime(pair.Value.Since) >= Period).Select(pair => pair.Key).ToList())
                _apps.Remove(over);
            return _apps.GetValueOrDefault(app).Spent;
        }
    }

    private void Spend(NamespacedName app, TimeSpan span)
    {
        lock (_gate)
            _apps[app] = _apps.TryGetValue(app, out var known) ? known with { Spent = known.Spent + span } : (time.GetTimestamp(), span);
    }
}
