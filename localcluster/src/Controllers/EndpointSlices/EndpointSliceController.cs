using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.EndpointSlices;

/// <summary>Feeds <see cref="EndpointSliceDecision"/> from the caches.</summary>
internal sealed class EndpointSliceController(ControllerContext context) : Controller(context, "endpoint-slice-controller")
{
    private readonly Dictionary<NamespacedName, TriggerTimeTracker> _times = [];
    private Informer _services = null!;
    private Informer _pods = null!;
    private Informer _slices = null!;

    protected override void Subscribe()
    {
        _services = Watch(ResourceTypes.Services);
        _pods = Watch(ResourceTypes.Pods, KeysOfPod);
        _slices = Watch(ResourceTypes.EndpointSlices, KeysOfSlice);
    }

    protected override Decision Decide(NamespacedName key)
    {
        if (_services.Get(key.Namespace, key.Name) is not { } service)
        {
            _times.Remove(key);
            return Decision.Nothing;
        }

        var pods = EndpointSliceDecision.PodsOf(service, _pods.InNamespace(key.Namespace));
        (_times[key], var trigger) = TriggerTimeTracker.After(_times.GetValueOrDefault(key), service, pods);
        return EndpointSliceDecision.Decide(service, pods, _slices.InNamespace(key.Namespace), trigger);
    }

    private static IEnumerable<NamespacedName> KeysOfSlice(JsonObject slice) =>
        slice.Labels()?[ServicePort.ServiceNameLabel].AsString() is { } service ? [new NamespacedName(slice.Namespace(), service)] : [];

    private IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) => _services.InNamespace(pod.Namespace())
        .Where(s => s.ObjectAt("spec", "selector") is { Count: > 0 } selector
            && selector.All(p => pod.Labels()?[p.Key].AsString() == p.Value.AsString()))
        .Select(NamespacedName.Of);
}
