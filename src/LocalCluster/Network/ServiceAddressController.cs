using System.Text.Json.Nodes;
using October.LocalCluster.Controllers.Machinery;
using October.LocalCluster.Nodes.Processes;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Network;

/// <summary>Gives each Service that needs one a cluster IP from the cluster's own block of loopback addresses.</summary>
internal sealed class ServiceAddressController(ControllerContext context, LoopbackAddresses addresses) : Controller(context, "service-address-controller")
{
    private ResourceCache _services = null!;

    protected override void Subscribe()
    {
        _services = Watch(KnownTypes.Services);
        _services.OnChange((old, current) =>
        {
            if (old is not null && current is null && old.StringAt("spec", "clusterIP") is { Length: > 0 } address)
                addresses.Release(address);
        });
    }

    protected override Decision Decide(NamespacedName key)
    {
        if (_services.Get(key.Namespace, key.Name) is not { } service || service.IsTerminating() || service.StringAt("spec", "type") == "ExternalName")
            return Decision.Nothing;
        if (service.StringAt("spec", "clusterIP") is { Length: > 0 })
            return Decision.Nothing;
        var address = addresses.Allocate();
        return Decision.Of(new Write.Patch(KnownTypes.Services, service, new JsonObject
        {
            ["spec"] = new JsonObject { ["clusterIP"] = address, ["clusterIPs"] = new JsonArray(address) },
        }));
    }
}
