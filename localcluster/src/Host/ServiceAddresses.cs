using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.Host;

/// <summary>The addresses that the Services of a continued cluster have.</summary>
internal static class ServiceAddresses
{
    private const string Services = "/services";

    /// <summary>The network that they are in, for example <c>127.96</c>; null when there are none.</summary>
    public static string? NetworkOf(IObjectStore store) => store.List(Services).Objects.Values.Select(s => Network(s.Value)).FirstOrDefault(n => n is not null);

    /// <summary>
    /// Moves them to this network. It is another one when some other cluster has taken the earlier in between: two that listen on the same addresses
    /// would get each other's requests.
    /// </summary>
    public static void Move(IObjectStore store, string network)
    {
        foreach (var (key, stored) in store.List(Services).Objects)
        {
            if (Network(stored.Value) is not { } old || old == network)
                continue;
            var service = stored.Value.Clone();
            var spec = service.Ensure("spec");
            var address = network + spec.StringAt("clusterIP")![old.Length..];
            spec["clusterIP"] = address;
            spec["clusterIPs"] = new JsonArray(address);
            store.Commit(Services, key, stored.Revision, service);
        }
    }

    /// <summary>The first two numbers of a loopback address.</summary>
    private static string? Network(JsonObject service) =>
        IPAddress.TryParse(service.StringAt("spec", "clusterIP"), out var address)
        && IPAddress.IsLoopback(address)
        && address.GetAddressBytes() is [var a, var b, _, _]
            ? $"{a}.{b}"
            : null;
}
