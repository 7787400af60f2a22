using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Namespaces;

/// <summary>Every namespace has a ServiceAccount called <c>default</c>.</summary>
internal sealed class ServiceAccountController(ControllerContext context) : Controller(context, "service-account-controller")
{
    private const string DefaultName = "default";

    private Informer _namespaces = null!;
    private Informer _accounts = null!;

    protected override void Subscribe()
    {
        _namespaces = Watch(ResourceTypes.Namespaces);
        _accounts = Watch(ResourceTypes.ServiceAccounts, a => a.Name() == DefaultName ? [new NamespacedName("", a.Namespace())] : []);
    }

    protected override Decision Decide(NamespacedName key) =>
        _namespaces.Get("", key.Name) is { } ns && !ns.IsTerminating() && _accounts.Get(key.Name, DefaultName) is null
            ? Decision.Of(new Write.Create(ResourceTypes.ServiceAccounts, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = DefaultName, ["namespace"] = key.Name },
            }))
            : Decision.Nothing;
}
