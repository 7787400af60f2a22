using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>One TCP port of a Service with the endpoints that are ready behind it.</summary>
internal sealed record ServicePort(string Namespace, string Service, string ClusterIp, string Name, int Port, IReadOnlyList<EndpointAddress> Ready)
{
    /// <summary>The label by which an EndpointSlice names its Service.</summary>
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    /// <summary>All TCP ports of the Services, in a stable order: pure.</summary>
    public static IReadOnlyList<ServicePort> Of(IEnumerable<JsonObject> services, IEnumerable<JsonObject> slices)
    {
        var byService = slices.ToLookup(s => (s.Namespace(), s.Labels()?[ServiceNameLabel].AsString() ?? ""));
        return
        [
            .. from service in services
               orderby service.Namespace(), service.Name()
               from port in service.ArrayAt("spec", "ports").Objects()
               where (port.StringAt("protocol") ?? "TCP") == "TCP"
               let name = port.StringAt("name") ?? ""
               select new ServicePort(
                   service.Namespace(), service.Name(), service.StringAt("spec", "clusterIP") ?? "", name, (int)(port.LongAt("port") ?? 0),
                   [.. byService[(service.Namespace(), service.Name())].SelectMany(s => ReadyOf(s, name))]),
        ];
    }

    private static IEnumerable<EndpointAddress> ReadyOf(JsonObject slice, string portName)
    {
        var port = slice.ArrayAt("ports").Objects().FirstOrDefault(p => (p.StringAt("name") ?? "") == portName).LongAt("port");
        return port is not { } number
            ? []
            : slice.ArrayAt("endpoints").Objects()
                .Where(e => e.BoolAt("conditions", "ready") != false)
                .SelectMany(e => e.ArrayAt("addresses").Strings())
                .Select(a => new EndpointAddress(a, (int)number));
    }
}
