using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Node.Network;

/// <summary>The Services and their ready endpoints, kept current from the informers; raises an event when something changed.</summary>
internal sealed class ServiceTable
{
    private readonly Informer _services;
    private readonly Informer _slices;
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly Lock _gate = new();
    private IReadOnlyList<ServicePort> _shown = [];
    private long _changes;
    private long _shownChange;
    private Action? _changed;

    /// <param name="informers">Where Services and EndpointSlices come from.</param>
    /// <param name="time">For the delay.</param>
    /// <param name="delay">How much later than those a change is shown.</param>
    public ServiceTable(InformerFactory informers, TimeProvider time, TimeSpan delay)
    {
        (_time, _delay) = (time, delay);
        _services = informers.Get(ResourceTypes.Services);
        _slices = informers.Get(ResourceTypes.EndpointSlices);
        _services.OnChange((_, _) => Change());
        _slices.OnChange((_, _) => Change());
    }

    public Task Synced => Task.WhenAll(_services.Synced, _slices.Synced);

    /// <summary>An endpoint that is shown may have ended already.</summary>
    public bool IsLate => _delay > TimeSpan.Zero;

    public void OnChange(Action callback)
    {
        lock (_gate)
            _changed += callback;
    }

    public IReadOnlyList<ServicePort> Current() => IsLate ? Volatile.Read(ref _shown) : Latest();

    private IReadOnlyList<ServicePort> Latest() => ServicePort.Of(_services.All(), _slices.All());

    private void Change()
    {
        if (IsLate)
            _ = ShowLaterAsync(Interlocked.Increment(ref _changes), Latest());
        else
            _changed?.Invoke();
    }

    private async Task ShowLaterAsync(long change, IReadOnlyList<ServicePort> ports)
    {
        await Task.Delay(_delay, _time);
        lock (_gate)
        {
            // Those that are due at the same time come in any order.
            if (change < _shownChange)
                return;
            (_shown, _shownChange) = (ports, change);
        }

        _changed?.Invoke();
    }
}
