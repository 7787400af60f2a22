using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>
/// Finds the pod's or the Service's address behind <c>[scheme:]name[:port]/proxy</c> (<c>ResourceLocation</c> in k8s.io/kubernetes/pkg/registry/core).
/// A Service's port may be named; a pod's is a number.
/// </summary>
internal sealed class ProxyTargets(ReadVerbs reads, IObjectStore store)
{
    private const string Slices = "discovery.k8s.io/endpointslices";

    private static readonly Dictionary<string, string> WellKnownPorts = new(StringComparer.Ordinal) { ["http"] = "80", ["https"] = "443" };

    private uint _turn;

    public ProxyTarget Find(ResourceRequest request)
    {
        var isPod = request.Kind.Plural == "pods";
        var (scheme, name, port) = Split(request.Name!, isPod ? "pod" : "service");
        // The query is the program's.
        var named = reads.Get(request with { Request = request.Request with { Query = QueryParameters.None }, Name = name, Subresource = "" });
        var endpoint = isPod ? OfPod(named, port) : OfService(named, request.Name!, port);
        var path = request.Rest.Length == 0 && request.Query["path"] is { Length: > 0 } requested ? "/" + requested.TrimStart('/') : request.Rest;
        return new ProxyTarget(scheme, endpoint, path);
    }

    private static (string Scheme, string Name, string Port) Split(string id, string kind)
    {
        var (scheme, name, port) = id.Split(':') switch
        {
            [var only] => ("", only, ""),
            [var first, var second] => ("", first, second),
            [var first, var second, var third] => (first, second, third),
            _ => ("", "", ""),
        };
        return name.Length > 0 && scheme is "" or "http" or "https"
            ? (scheme.Length == 0 ? "http" : scheme, name, port)
            : throw StatusError.BadRequest($"invalid {kind} request \"{id}\"");
    }

    private static string OfPod(JsonObject pod, string port)
    {
        if (port.Length == 0)
            port =
                pod.ArrayAt("spec", "containers")
                    .Objects()
                    .Select(c => c.ArrayAt("ports").Objects().FirstOrDefault().LongAt("containerPort"))
                    .FirstOrDefault(p => p is not null)
                    ?.ToString(CultureInfo.InvariantCulture)
                ?? "";
        var address = Allowed(pod.StringAt("status", "podIP"));
        if (port.Length == 0)
            return address;
        port = WellKnownPorts.GetValueOrDefault(port, port);
        return ushort.TryParse(port, CultureInfo.InvariantCulture, out _)
            ? $"{address}:{port}"
            : throw StatusError.ServiceUnavailable($"error trying to reach service: dial tcp: lookup tcp/{port}: unknown port");
    }

    private string OfService(JsonObject service, string id, string port)
    {
        var name = service.Name();
        if (long.TryParse(port, CultureInfo.InvariantCulture, out var number))
        {
            port = service.ArrayAt("spec", "ports").Objects().FirstOrDefault(p => p.LongAt("port") == number) is { } found
                ? found.StringAt("name") ?? ""
                : throw StatusError.ServiceUnavailable($"no service port {number} found for service \"{name}\"");
        }

        var slices = store.List(Slices).Objects.Where(s => s.Key.Namespace == service.Namespace()).Select(s => s.Value.Value);
        var ports = ServicePort.Of([service], slices);
        if (ports.All(p => p.Ready.Count == 0))
            throw StatusError.ServiceUnavailable($"no endpoints available for service \"{name}\"");
        var ready = ports.FirstOrDefault(p => p.Name == port)?.Ready ?? [];
        if (ready.Count == 0)
            throw StatusError.ServiceUnavailable($"no endpoints available for service \"{id}\"");
        var endpoint = ready[(int)(Interlocked.Increment(ref _turn) % (uint)ready.Count)];
        return $"{Allowed(endpoint.Address)}:{endpoint.Port}";
    }

    /// <summary>
    /// A real server passes nothing on to loopback and link-local addresses (<c>IsProxyableIP</c>): whoever may write an address into an object would
    /// reach the server's own machine. Here pods are on loopback, in blocks of their own.
    /// </summary>
    private static string Allowed(string? address) =>
        IPAddress.TryParse(address, out var parsed) && !IsForbidden(parsed) ? address : throw StatusError.BadRequest("address not allowed");

    private static bool IsForbidden(IPAddress address) =>
        (IPAddress.IsLoopback(address) && !PodNetwork.Contains(address))
        || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6LinkLocal || address.IsIPv6Multicast
        || address.GetAddressBytes() is [169, 254, _, _] or [>= 224 and < 240, _, _, _];
}
