using System.Text.Json.Nodes;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Node.Network;

/// <summary>Tells in each Ingress's status where it is served, as ingress controllers do.</summary>
internal sealed class IngressStatusController(ControllerContext context) : Controller(context, "ingress-controller")
{
    private Informer _ingresses = null!;

    protected override void Subscribe() => _ingresses = Watch(ResourceTypes.Ingresses);

    protected override Decision Decide(NamespacedName key) => _ingresses.Get(key.Namespace, key.Name) is { } ingress
        ? Decision.Of(Write.Status(ResourceTypes.Ingresses, ingress, new JsonObject
        {
            ["loadBalancer"] = new JsonObject { ["ingress"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" }) },
        }))
        : Decision.Nothing;
}
