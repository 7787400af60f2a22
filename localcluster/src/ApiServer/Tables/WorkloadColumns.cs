using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns of the apps group.</summary>
internal static class WorkloadColumns
{
    private static readonly string[] Template = ["spec", "template"];
    private static readonly string[] SelectorPath = ["spec", "selector"];

    public static IReadOnlyList<Column> Deployment { get; } =
    [
        Name,
        Text("Ready", "Number of the pod with ready state", o => $"{o.LongAt("status", "readyReplicas") ?? 0}/{o.LongAt("spec", "replicas") ?? 0}"),
        Number(
            "Up-to-date",
            "string",
            "Total number of non-terminating pods targeted by this deployment that have the desired template spec.",
            o => o.LongAt("status", "updatedReplicas") ?? 0),
        Number(
            "Available",
            "string",
            "Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.",
            o => o.LongAt("status", "availableReplicas") ?? 0),
        Age,
        .. PodTemplate(Template, SelectorPath),
    ];

    public static IReadOnlyList<Column> ReplicaSet { get; } =
    [
        Name,
        Number(
            "Desired",
            "integer",
            "Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/replicaset",
            o => o.LongAt("spec", "replicas") ?? 0),
        Number(
            "Current",
            "integer",
            "Replicas is the most recently observed number of non-terminating pods. More info: "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/replicaset",
            o => o.LongAt("status", "replicas") ?? 0),
        Number(
            "Ready",
            "integer",
            "The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.",
            o => o.LongAt("status", "readyReplicas") ?? 0),
        Age,
        .. PodTemplate(Template, SelectorPath),
    ];

    public static IReadOnlyList<Column> ReplicationController { get; } =
    [
        Name,
        Number(
            "Desired",
            "integer",
            "Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller",
            o => o.LongAt("spec", "replicas") ?? 0),
        Number(
            "Current",
            "integer",
            "Replicas is the most recently observed number of replicas. More info: "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller",
            o => o.LongAt("status", "replicas") ?? 0),
        Number("Ready", "integer", "The number of ready replicas for this replication controller.", o => o.LongAt("status", "readyReplicas") ?? 0),
        Age,
        .. PodTemplate(Template, SelectorPath).Take(2),
        Text(
                "Selector",
                "Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the "
                    + "Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to "
                    + "labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
                o => Labels(o.ObjectAt("spec", "selector")))
            .Wide(),
    ];

    public static IReadOnlyList<Column> StatefulSet { get; } =
    [
        Name,
        Text("Ready", "Number of the pod with ready state", o => $"{o.LongAt("status", "readyReplicas") ?? 0}/{o.LongAt("spec", "replicas") ?? 0}"),
        Age,
        .. PodTemplate(Template, SelectorPath).Take(2),
    ];

    public static IReadOnlyList<Column> DaemonSet { get; } =
    [
        Name,
        Number(
            "Desired",
            "integer",
            "The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). More info: "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
            o => o.LongAt("status", "desiredNumberScheduled") ?? 0),
        Number(
            "Current",
            "integer",
            "The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More info: "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
            o => o.LongAt("status", "currentNumberScheduled") ?? 0),
        Number(
            "Ready",
            "integer",
            "numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.",
            o => o.LongAt("status", "numberReady") ?? 0),
        Number(
            "Up-to-date", "integer", "The total number of nodes that are running updated daemon pod", o => o.LongAt("status", "updatedNumberScheduled") ?? 0),
        Number(
            "Available",
            "integer",
            "The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least "
                + "spec.minReadySeconds)",
            o => o.LongAt("status", "numberAvailable") ?? 0),
        Text(
            "Node Selector",
            "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled "
                + "on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/",
            o => Labels(o.ObjectAt("spec", "template", "spec", "nodeSelector"))),
        Age,
        .. PodTemplate(Template, SelectorPath),
    ];
}
