using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Node.Network;

/// <summary>The Services and their ready endpoints, kept current from the informers; raises an event when something changed.</summary>
internal sealed class ServiceTable
{
    private readonly Informer _services;
    private readonly Informer _slices;

    public ServiceTable(InformerFactory informers)
    {
        _services = informers.Get(ResourceTypes.Services);
        _slices = informers.Get(ResourceTypes.EndpointSlices);
    }

    public Task Synced => Task.WhenAll(_services.Synced, _slices.Synced);

    public void OnChange(Action callback)
    {
        _services.OnChange((_, _) => callback());
        _slices.OnChange((_, _) => callback());
    }

    public IReadOnlyList<ServicePort> Current() => ServicePort.Of(_services.All(), _slices.All());
}
