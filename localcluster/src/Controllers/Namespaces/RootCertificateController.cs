using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Namespaces;

/// <summary>Every namespace has the ConfigMap <c>kube-root-ca.crt</c>, by which pods know the API server (root-ca-certificate-publisher).</summary>
internal sealed class RootCertificateController(ControllerContext context, string authority) : Controller(context, "root-ca-certificate-publisher")
{
    private const string MapName = "kube-root-ca.crt";
    private const string Key = "ca.crt";

    private Informer _namespaces = null!;
    private Informer _maps = null!;

    protected override void Subscribe()
    {
        _namespaces = Watch(ResourceTypes.Namespaces);
        _maps = Watch(ResourceTypes.ConfigMaps, m => m.Name() == MapName ? [new NamespacedName("", m.Namespace())] : []);
    }

    protected override Decision Decide(NamespacedName key)
    {
        if (_namespaces.Get("", key.Name) is not { } ns || ns.IsTerminating())
            return Decision.Nothing;
        if (_maps.Get(key.Name, MapName) is not { } map)
            return Decision.Of(new Write.Create(ResourceTypes.ConfigMaps, Build(key.Name)));
        // Each start of the API server has a certificate authority of its own.
        return map.StringAt("data", Key) == authority
            ? Decision.Nothing
            : Decision.Of(new Write.Patch(ResourceTypes.ConfigMaps, map, new JsonObject { ["data"] = Data() }));
    }

    private JsonObject Build(string ns) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject
        {
            ["name"] = MapName,
            ["namespace"] = ns,
            ["annotations"] = new JsonObject
            {
                ["kubernetes.io/description"] =
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP "
                        + "or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
            },
        },
        ["data"] = Data(),
    };

    private JsonObject Data() => new() { [Key] = authority };
}
