using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns of nodes.</summary>
internal static class NodeColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static IReadOnlyList<Column> All { get; } =
    [
        Name,
        Text("Status", "The status of the node", Status),
        Text("Roles", "The roles of the node", Roles),
        Age,
        Text("Version", "Kubelet Version reported by the node.", o => o.StringAt("status", "nodeInfo", "kubeletVersion") ?? ""),
        Text("Internal-IP", "List of addresses reachable to the node. Queried from cloud provider, if available.", o => Address(o, "InternalIP")).Wide(),
        Text("External-IP", "List of addresses reachable to the node. Queried from cloud provider, if available.", o => Address(o, "ExternalIP")).Wide(),
        Text(
                "OS-Image",
                "OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).",
                o => o.StringAt("status", "nodeInfo", "osImage") ?? "<unknown>")
            .Wide(),
        Text(
                "Kernel-Version",
                "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).",
                o => o.StringAt("status", "nodeInfo", "kernelVersion") ?? "<unknown>")
            .Wide(),
        Text(
                "Container-Runtime",
                "ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).",
                o => o.StringAt("status", "nodeInfo", "containerRuntimeVersion") ?? "<unknown>")
            .Wide(),
    ];

    private static string Status(JsonObject node)
    {
        var ready = node.ArrayAt("status", "conditions").Objects().FirstOrDefault(c => c.StringAt("type") == "Ready").StringAt("status");
        var text = ready switch { "True" => "Ready", null => "Unknown", _ => "NotReady" };
        return node.BoolAt("spec", "unschedulable") == true ? text + ",SchedulingDisabled" : text;
    }

    private static string Roles(JsonObject node) => OrNone(string.Join(",", (node.Labels() ?? [])
        .Select(l => l.Key.StartsWith(RolePrefix) ? l.Key[RolePrefix.Length..] : l.Key == "kubernetes.io/role" ? l.Value.AsString() ?? "" : "")
        .Where(r => r.Length > 0).Order(StringComparer.Ordinal)));

    private static string Address(JsonObject node, string type) =>
        OrNone(node.ArrayAt("status", "addresses").Objects().FirstOrDefault(a => a.StringAt("type") == type).StringAt("address"));
}
