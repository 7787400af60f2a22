using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Printer columns of the built-in kinds, as in <c>pkg/printers/internalversion</c> of Kubernetes.</summary>
internal static class BuiltInColumns
{
    private static readonly Dictionary<string, IReadOnlyList<Column>> ByKind = new(StringComparer.Ordinal)
    {
        ["Pod"] = PodColumns.All,
        ["Namespace"] = [Name, Text("Status", "The status of the namespace", o => o.StringAt("status", "phase")), Age],
        ["ConfigMap"] =
        [
            Name,
            Number(
                "Data",
                "string",
                "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences "
                    + "must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during "
                    + "validation process.",
                o => Count(o["data"]) + Count(o["binaryData"])),
            Age,
        ],
        ["Secret"] =
        [
            Name,
            Text(
                "Type",
                "Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types",
                o => o.StringAt("type")),
            Number(
                "Data",
                "string",
                "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a "
                    + "base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in "
                    + "https://tools.ietf.org/html/rfc4648#section-4",
                o => Count(o["data"])),
            Age,
        ],
        ["ServiceAccount"] = [Name, Age],
        ["Service"] = ServiceColumns.All,
        ["Deployment"] = WorkloadColumns.Deployment,
        ["ReplicaSet"] = WorkloadColumns.ReplicaSet,
        ["ReplicationController"] = WorkloadColumns.ReplicationController,
        ["StatefulSet"] = WorkloadColumns.StatefulSet,
        ["DaemonSet"] = WorkloadColumns.DaemonSet,
        ["Job"] = BatchColumns.Job,
        ["CronJob"] = BatchColumns.CronJob,
        ["Ingress"] = NetworkColumns.Ingress,
        ["NetworkPolicy"] = NetworkColumns.NetworkPolicy,
        ["EndpointSlice"] = NetworkColumns.EndpointSlice,
        ["IPAddress"] =
        [
            Name,
            Text(
                "ParentRef",
                "ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.",
                o => Parent(o.ObjectAt("spec", "parentRef"))),
            Age,
        ],
        ["ServiceCIDR"] =
        [
            Name,
            Text(
                "CIDRs",
                "CIDRs defines the IP blocks in CIDR notation (e.g. \"192.168.0.0/24\" or \"2001:db8::/64\") from which to assign service cluster IPs. Max of "
                    + "two CIDRs is allowed, one of each IP family. This field is immutable.",
                o => string.Join(",", o.ArrayAt("spec", "cidrs").Strings())),
            Age,
        ],
        ["ComponentStatus"] =
        [
            Name,
            Text(
                "Status",
                "Status of the component conditions",
                o => o.ArrayAt("conditions").Objects().Any(c => c.StringAt("status") == "True") ? "Healthy" : "Unhealthy"),
            Text("Message", "Message of the component conditions", o => o.ArrayAt("conditions").Objects().FirstOrDefault().StringAt("message") ?? ""),
            Text("Error", "Error of the component conditions", o => o.ArrayAt("conditions").Objects().FirstOrDefault().StringAt("error") ?? ""),
        ],
        ["IngressClass"] = NetworkColumns.IngressClass,
        ["HorizontalPodAutoscaler"] = AutoscalerColumns.All,
        ["PersistentVolumeClaim"] = StorageColumns.Claim,
        ["PersistentVolume"] = StorageColumns.Volume,
        ["StorageClass"] = StorageColumns.Class,
        ["PodDisruptionBudget"] =
        [
            Name,
            Text("Min Available", "The minimum number of pods that must be available.", o => IntOrText(o.At("spec", "minAvailable"))),
            Text("Max Unavailable", "The maximum number of pods that may be unavailable.", o => IntOrText(o.At("spec", "maxUnavailable"))),
            Number(
                "Allowed Disruptions",
                "integer",
                "Calculated number of pods that may be disrupted at this time.",
                o => o.LongAt("status", "disruptionsAllowed") ?? 0),
            Age,
        ],
        ["Lease"] =
        [
            Name,
            Text(
                "Holder",
                "holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be "
                    + "equal to the elected LeaseCandidate.metadata.name field.",
                o => o.StringAt("spec", "holderIdentity") ?? ""),
            Age,
        ],
        ["ControllerRevision"] =
        [
            Name,
            Text("Controller", "Controller of the object", Controller),
            Number("Revision", "string", "Revision indicates the revision of the state represented by Data.", o => o.LongAt("revision") ?? 0),
            Age,
        ],
        ["Event"] = EventColumns.All,
        ["Node"] = NodeColumns.All,
        ["Role"] = [Name, new("Created At", "date", CreationDescription, (o, _) => o.StringAt("metadata", "creationTimestamp"))],
        ["ClusterRole"] = [Name, new("Created At", "date", CreationDescription, (o, _) => o.StringAt("metadata", "creationTimestamp"))],
        ["RoleBinding"] =
        [
            Name,
            Text(
                "Role",
                "RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the "
                    + "Authorizer must return an error. This field is immutable.",
                o => $"{o.StringAt("roleRef", "kind")}/{o.StringAt("roleRef", "name")}"),
            Age,
        ],
        ["ClusterRoleBinding"] =
        [
            Name,
            Text(
                "Role",
                "RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error. "
                    + "This field is immutable.",
                o => $"{o.StringAt("roleRef", "kind")}/{o.StringAt("roleRef", "name")}"),
            Age,
        ],
        ["PriorityClass"] =
        [
            Name,
            Number(
                "Value",
                "integer",
                "Value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this "
                    + "class in their pod spec.",
                o => o.LongAt("value") ?? 0),
            new(
                "Global-Default",
                "boolean",
                "globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class.",
                (o, _) => o.BoolAt("globalDefault") ?? false),
            Age,
            Text(
                "PreemptionPolicy",
                "preemptionPolicy is the Policy for preempting pods with lower priority.",
                o => o.StringAt("preemptionPolicy") ?? "PreemptLowerPriority"),
        ],
    };

    public static IReadOnlyList<Column> For(string kind) => ByKind.GetValueOrDefault(kind, []);

    /// <summary><c>services.default.web</c>, without what is empty.</summary>
    private static string Parent(JsonObject? reference)
    {
        var resource = reference.StringAt("group") is { Length: > 0 } group ? $"{reference.StringAt("resource")}.{group}" : reference.StringAt("resource");
        return string.Join(
            '/', new[] { resource, reference.StringAt("namespace"), reference.StringAt("name") }.Where(static part => !string.IsNullOrEmpty(part)));
    }

    private static long Count(JsonNode? node) => (node as JsonObject)?.Count ?? 0;

    private static string IntOrText(JsonNode? node) => node is null ? "N/A" : node.AsString() ?? node.ToJsonString();

    private static string Controller(JsonObject value)
    {
        if (value.ArrayAt("metadata", "ownerReferences").Objects().FirstOrDefault(r => r.BoolAt("controller") == true) is not { } owner)
            return "<none>";
        var kind = (owner.StringAt("kind") ?? "").ToLowerInvariant();
        var group = owner.StringAt("apiVersion")?.Split('/') is [var g, _] ? $".{g}" : "";
        return $"{kind}{group}/{owner.StringAt("name")}";
    }
}
