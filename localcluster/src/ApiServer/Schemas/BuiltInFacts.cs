using System.Collections.Frozen;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Facts about the built-in types that their names and types do not show: from the struct tags of <c>k8s.io/api</c>.</summary>
internal static class BuiltInFacts
{
    public const string ApiVersionDescription =
        "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, "
        + "and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";

    public const string KindDescription =
        "Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests "
        + "to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";

    /// <summary><c>+structType=atomic</c>.</summary>
    public static FrozenSet<string> AtomicTypes { get; } = FrozenSet.ToFrozenSet(
    [
        "LabelSelector", "NodeSelector", "NodeSelectorTerm", "LocalObjectReference", "ObjectReference", "SecretReference", "TypedLocalObjectReference",
        "ObjectFieldSelector", "ResourceFieldSelector", "ConfigMapKeySelector", "SecretKeySelector", "RoleRef", "Subject", "ScopeSelector",
        "OwnerReference", "TopologySelectorTerm", "FileKeySelector",
    ]);

    /// <summary><c>+mapType=atomic</c>.</summary>
    public static FrozenSet<string> AtomicMaps { get; } =
        FrozenSet.ToFrozenSet(["PodSpec.nodeSelector", "ServiceSpec.selector", "ReplicationControllerSpec.selector"]);

    /// <summary>Times with microseconds.</summary>
    public static FrozenSet<string> MicroTimes { get; } = FrozenSet.ToFrozenSet(
        ["LeaseSpec.acquireTime", "LeaseSpec.renewTime", "Event.eventTime", "EventSeries.lastObservedTime"]);

    private static readonly FrozenDictionary<string, string[]> MapLists = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["PodSpec.containers"] = ["name"],
        ["PodSpec.initContainers"] = ["name"],
        ["PodSpec.ephemeralContainers"] = ["name"],
        ["PodSpec.volumes"] = ["name"],
        ["PodSpec.hostAliases"] = ["ip"],
        ["PodSpec.imagePullSecrets"] = ["name"],
        ["PodSpec.topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
        ["PodSpec.schedulingGates"] = ["name"],
        ["PodSpec.resourceClaims"] = ["name"],
        ["PodStatus.conditions"] = ["type"],
        ["PodStatus.podIPs"] = ["ip"],
        ["PodStatus.resourceClaimStatuses"] = ["name"],
        ["Container.ports"] = ["containerPort", "protocol"],
        ["Container.env"] = ["name"],
        ["Container.volumeMounts"] = ["mountPath"],
        ["Container.volumeDevices"] = ["devicePath"],
        ["EphemeralContainer.ports"] = ["containerPort", "protocol"],
        ["EphemeralContainer.env"] = ["name"],
        ["EphemeralContainer.volumeMounts"] = ["mountPath"],
        ["ContainerStatus.volumeMounts"] = ["mountPath"],
        ["ContainerStatus.allocatedResourcesStatus"] = ["name"],
        ["ResourceRequirements.claims"] = ["name"],
        ["ServiceSpec.ports"] = ["port", "protocol"],
        ["ServiceStatus.conditions"] = ["type"],
        ["ServiceAccount.secrets"] = ["name"],
        ["NamespaceStatus.conditions"] = ["type"],
        ["NodeStatus.addresses"] = ["type"],
        ["NodeStatus.conditions"] = ["type"],
        ["PersistentVolumeClaimStatus.conditions"] = ["type"],
        ["DeploymentStatus.conditions"] = ["type"],
        ["ReplicaSetStatus.conditions"] = ["type"],
        ["ReplicationControllerStatus.conditions"] = ["type"],
        ["StatefulSetStatus.conditions"] = ["type"],
        ["DaemonSetStatus.conditions"] = ["type"],
        ["PodDisruptionBudgetStatus.conditions"] = ["type"],
        ["HorizontalPodAutoscalerStatus.conditions"] = ["type"],
        ["CustomResourceDefinitionStatus.conditions"] = ["type"],
        ["ObjectMeta.ownerReferences"] = ["uid"],
    }.ToFrozenDictionary();

    /// <summary>Merge keys of strategic merge patches where they differ from the apply keys, or where apply sees an atomic list.</summary>
    private static readonly FrozenDictionary<string, string> MergeKeys = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Container.ports"] = "containerPort",
        ["EphemeralContainer.ports"] = "containerPort",
        ["PodSpec.topologySpreadConstraints"] = "topologyKey",
        ["ServiceSpec.ports"] = "port",
        ["JobStatus.conditions"] = "type",
        ["ContainerStatus.volumeMounts"] = "mountPath",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> SetLists = FrozenSet.ToFrozenSet(
    [
        "ObjectMeta.finalizers", "NodeSpec.podCIDRs", "Endpoint.addresses",
    ]);

    /// <summary>Lists that server-side apply sees as atomic although strategic merge patches merge them.</summary>
    private static readonly FrozenSet<string> MergedButAtomic = FrozenSet.ToFrozenSet(["JobStatus.conditions"]);

    /// <summary>Structs and values that Go writes even when empty.</summary>
    private static readonly FrozenSet<string> AlwaysWritten = FrozenSet.ToFrozenSet([
        "PodSpec.containers",
        "Container.resources",
        "EphemeralContainer.resources",
        "PodTemplateSpec.spec",
        "PodTemplateSpec.metadata",
        "DeploymentSpec.template",
        "DeploymentSpec.strategy",
        "ReplicaSetSpec.template",
        "StatefulSetSpec.template",
        "StatefulSetSpec.updateStrategy",
        "DaemonSetSpec.template",
        "DaemonSetSpec.updateStrategy",
        "JobSpec.template",
        "JobTemplateSpec.spec",
        "JobTemplateSpec.metadata",
        "CronJobSpec.jobTemplate",
        "PodTemplate.template",
        "PersistentVolumeClaimSpec.resources",
        "ServiceStatus.loadBalancer",
        "IngressStatus.loadBalancer",
        "HTTPIngressPath.backend",
        "IngressServiceBackend.port",
        "NetworkPolicySpec.podSelector",
        "HTTPIngressRuleValue.paths",
        "HorizontalPodAutoscalerSpec.scaleTargetRef",
        "ResourceMetricSource.target",
        "PodsMetricSource.target",
        "PodsMetricSource.metric",
        "ObjectMetricSource.target",
        "ObjectMetricSource.metric",
        "ObjectMetricSource.describedObject",
        "ExternalMetricSource.target",
        "ExternalMetricSource.metric",
        "ContainerResourceMetricSource.target",
        "ResourceMetricStatus.current",
        "HorizontalPodAutoscalerStatus.currentMetrics",
        "HorizontalPodAutoscalerStatus.desiredReplicas",
        "Event.involvedObject",
        "Event.source",
        "Event.regarding",
        "Event.deprecatedSource",
        "Event.firstTimestamp",
        "Event.lastTimestamp",
        "Event.eventTime",
        "Event.reportingComponent",
        "Event.reportingInstance",
        "Event.deprecatedFirstTimestamp",
        "Event.deprecatedLastTimestamp",
        "RoleBinding.roleRef",
        "ClusterRoleBinding.roleRef",
        "Role.rules",
        "ClusterRole.rules",
        "CustomResourceDefinitionSpec.names",
        "CustomResourceDefinitionStatus.acceptedNames",
        "CustomResourceDefinitionStatus.conditions",
        "CustomResourceDefinitionStatus.storedVersions",
        "CustomResourceDefinitionSpec.versions",
        "CustomResourceDefinitionNames.plural",
        "CustomResourceDefinitionNames.kind",
        "ContainerStatus.state",
        "ContainerStatus.lastState",
        "NodeStatus.daemonEndpoints",
        "NodeStatus.nodeInfo",
        "NodeDaemonEndpoints.kubeletEndpoint",
        "EndpointSlice.endpoints",
        "EndpointSlice.ports",
        "Endpoint.addresses",
        "Endpoint.conditions",
        "LimitRangeSpec.limits",
        "IngressClass.spec",
        "PersistentVolume.spec",
        "StatefulSetStatus.replicas",
        "StatefulSetStatus.availableReplicas",
        "ReplicaSetStatus.replicas",
        "ReplicationControllerStatus.replicas",
        "ContainerStatus.restartCount",
        "ContainerStatus.ready",
        "ContainerStatus.image",
        "ContainerStatus.imageID",
        "ContainerStatus.name",
    ]);

    /// <summary>Optional numbers and flags that are plain values in Go: zero and false mean absent.</summary>
    private static readonly FrozenSet<string> ZeroIsAbsent = FrozenSet.ToFrozenSet(
    [
        "minReadySeconds", "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold", "nodePort", "hostPort",
        "healthCheckNodePort", "hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "paused", "publishNotReadyAddresses", "readOnly",
        "unschedulable", "observedGeneration", "generation", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas",
        "fullyLabeledReplicas", "currentReplicas", "active", "succeeded", "failed", "count", "exitCode", "value", "globalDefault", "revision",
    ]);

    /// <summary>Of the names above, the fields that are pointers, or always written, after all.</summary>
    private static readonly FrozenSet<string> ZeroIsKept = FrozenSet.ToFrozenSet([
        "DeploymentSpec.replicas",
        "ReplicaSetSpec.replicas",
        "ReplicationControllerSpec.replicas",
        "StatefulSetSpec.replicas",
        "ServicePort.port",
        "HorizontalPodAutoscalerSpec.minReplicas",
        "PriorityClass.value",
        "ContainerStateTerminated.exitCode",
        "ControllerRevision.revision",
        "HPAScalingPolicy.value",
        "HPAScalingPolicy.periodSeconds",
        "EventSeries.count",
        "JobStatus.ready",
    ]);

    /// <summary>Text fields that are pointers: an empty string stays.</summary>
    private static readonly FrozenSet<string> EmptyTextIsKept = FrozenSet.ToFrozenSet(
    [
        "PersistentVolumeClaimSpec.storageClassName", "PodSpec.runtimeClassName", "IngressSpec.ingressClassName", "EndpointPort.name", "EndpointPort.protocol",
        "LeaseSpec.holderIdentity", "ServiceSpec.loadBalancerClass", "TypedLocalObjectReference.apiGroup", "TypedObjectReference.apiGroup",
        "CronJobSpec.timeZone", "PersistentVolumeClaimSpec.volumeAttributesClassName",
    ]);

    /// <summary>Text that Go always writes.</summary>
    private static readonly FrozenSet<string> EmptyTextIsWritten = FrozenSet.ToFrozenSet([
        "Container.name",
        "EphemeralContainer.name",
        "EnvVar.name",
        "VolumeMount.name",
        "VolumeMount.mountPath",
        "Volume.name",
        "RoleRef.apiGroup",
        "RoleRef.kind",
        "RoleRef.name",
        "Subject.kind",
        "Subject.name",
        "CrossVersionObjectReference.kind",
        "CrossVersionObjectReference.name",
        "OwnerReference.apiVersion",
        "OwnerReference.kind",
        "OwnerReference.name",
        "OwnerReference.uid",
        "MetricTarget.type",
        "MetricSpec.type",
        "ConfigMapKeySelector.key",
        "SecretKeySelector.key",
        "IngressServiceBackend.name",
        "EndpointSlice.addressType",
        "CronJobSpec.schedule",
        "ResourceMetricSource.name",
        "HPAScalingPolicy.type",
        "CustomResourceDefinitionSpec.group",
        "CustomResourceDefinitionSpec.scope",
        "StorageClass.provisioner",
        "StatefulSetSpec.serviceName",
        "LabelSelectorRequirement.key",
        "LabelSelectorRequirement.operator",
        "ObjectFieldSelector.fieldPath",
        "PodCondition.type",
        "Condition.message",
        "PodCondition.status",
        "Taint.key",
        "Taint.effect",
        "KeyToPath.key",
        "KeyToPath.path",
        "HostPathVolumeSource.path",
        "TopologySpreadConstraint.topologyKey",
        "TopologySpreadConstraint.whenUnsatisfiable",
    ]);

    public static (string ListType, string[] MapKeys, string? MergeKey) ListFacts(string owner, string name)
    {
        var field = $"{owner}.{name}";
        if (MapLists.TryGetValue(field, out var keys))
            return ("map", keys, MergeKeys.GetValueOrDefault(field) ?? keys[0]);
        if (SetLists.Contains(field))
            return ("set", [], null);
        return ("atomic", [], MergedButAtomic.Contains(field) ? MergeKeys.GetValueOrDefault(field) : null);
    }

    /// <summary>The type of a field that holds any JSON, where that has a name.</summary>
    public static string? RawNameOf(string owner, string name) => (owner, name) switch
    {
        ("ManagedFieldsEntry", "fieldsV1") => "apis.meta.v1.FieldsV1",
        ("ControllerRevision", "data") => "runtime.RawExtension",
        _ => null,
    };

    /// <summary>How an empty field behaves; null when its type decides.</summary>
    public static Emptiness? EmptinessOf(string owner, string name)
    {
        var field = $"{owner}.{name}";
        if (AlwaysWritten.Contains(field) || EmptyTextIsWritten.Contains(field))
            return Emptiness.Always;
        if (EmptyTextIsKept.Contains(field) || ZeroIsKept.Contains(field))
            return Emptiness.Kept;
        if (ZeroIsAbsent.Contains(name))
            return Emptiness.Omitted;
        // metadata, spec and status of every kind are plain structs.
        return name is "metadata" or "spec" or "status" && char.IsAsciiLetterUpper(owner[0]) && !owner.EndsWith("Condition", StringComparison.Ordinal)
            ? Emptiness.Always
            : null;
    }
}
