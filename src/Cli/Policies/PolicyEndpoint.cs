using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.Cli.Policies;

/// <summary>One end of a connection: a pod, or an address outside the cluster.</summary>
internal sealed record PolicyEndpoint
{
    private PolicyEndpoint(string name) => Name = name;

    /// <summary><c>namespace/pod</c>, or the address.</summary>
    public string Name { get; }

    /// <summary>The pod; null for an address outside.</summary>
    public JsonObject? Pod { get; private init; }

    /// <summary>The Namespace object of the pod; only its labels are used.</summary>
    public JsonObject? Namespace { get; private init; }

    /// <summary>The address outside; null for a pod.</summary>
    public IPAddress? Address { get; private init; }

    /// <summary>A pod of the cluster.</summary>
    public static PolicyEndpoint Of(JsonObject pod, JsonObject ns) => new($"{pod.Namespace()}/{pod.Name()}") { Pod = pod, Namespace = ns };

    /// <summary>An address outside the cluster.</summary>
    public static PolicyEndpoint Of(IPAddress address) => new(address.ToString()) { Address = address };

    /// <summary>The number of a container port of the pod by its name; null when it has none of that name.</summary>
    internal int? PortNamed(string name, string protocol) => Pod.ArrayAt("spec", "containers").Objects()
        .SelectMany(c => c.ArrayAt("ports").Objects())
        .Where(p => p.StringAt("name") == name && (p.StringAt("protocol") ?? "TCP") == protocol)
        .Select(p => (int?)p.LongAt("containerPort"))
        .FirstOrDefault();
}
