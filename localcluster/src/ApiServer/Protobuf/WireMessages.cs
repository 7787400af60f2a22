using System.Collections.Frozen;

namespace October.LocalCluster.ApiServer.Protobuf;

/// <summary>
/// Field numbers of the messages that <c>kubectl create</c> and its relatives send: since 1.32 they write protobuf, whatever a server prefers.
/// Only what those commands fill in is listed; a message with more is refused by the decoder.
/// </summary>
internal static class WireMessages
{
    /// <summary><c>[]</c> repeats, <c>{}</c> is a map from strings, <c>-</c> is ignored; types with a dot are messages.</summary>
    private const string Table =
        """
        meta.ObjectMeta: 1 name string, 2 generateName string, 3 namespace string, 4 selfLink string, 5 uid string, 6 resourceVersion string, 7 generation
          int64, 8 creationTimestamp Time, 9 deletionTimestamp Time, 10 deletionGracePeriodSeconds int64, 11 labels {}string, 12 annotations {}string, 13
          ownerReferences []meta.OwnerReference, 14 finalizers []string, 17 managedFields -
        meta.LabelSelector: 1 matchLabels {}string, 2 matchExpressions []meta.LabelSelectorRequirement
        meta.LabelSelectorRequirement: 1 key string, 2 operator string, 3 values []string
        meta.OwnerReference: 1 kind string, 3 name string, 4 uid string, 5 apiVersion string, 6 controller bool, 7 blockOwnerDeletion bool
        meta.DeleteOptions: 1 gracePeriodSeconds int64, 2 preconditions meta.Preconditions, 3 orphanDependents bool, 4 propagationPolicy string, 5 dryRun
          []string, 6 ignoreStoreReadErrorWithClusterBreakingPotential bool
        meta.Preconditions: 1 uid string, 2 resourceVersion string
        core.v1.Namespace: 1 metadata meta.ObjectMeta, 2 spec core.v1.NamespaceSpec, 3 status -
        core.v1.NamespaceSpec: 1 finalizers []string
        core.v1.ConfigMap: 1 metadata meta.ObjectMeta, 2 data {}string, 3 binaryData {}bytes, 4 immutable bool
        core.v1.Secret: 1 metadata meta.ObjectMeta, 2 data {}bytes, 3 type string, 4 stringData {}string, 5 immutable bool
        core.v1.ServiceAccount: 1 metadata meta.ObjectMeta, 2 secrets []core.v1.ObjectReference, 3 imagePullSecrets []core.v1.LocalObjectReference, 4
          automountServiceAccountToken bool
        core.v1.ObjectReference: 1 kind string, 2 namespace string, 3 name string, 4 uid string, 5 apiVersion string, 6 resourceVersion string, 7 fieldPath
          string
        core.v1.LocalObjectReference: 1 name string
        core.v1.Service: 1 metadata meta.ObjectMeta, 2 spec core.v1.ServiceSpec, 3 status -
        core.v1.ServiceSpec: 1 ports []core.v1.ServicePort, 2 selector {}string, 3 clusterIP string, 4 type string, 5 externalIPs []string, 7 sessionAffinity
          string, 8 loadBalancerIP string, 9 loadBalancerSourceRanges []string, 10 externalName string, 11 externalTrafficPolicy string, 12
          healthCheckNodePort int32, 13 publishNotReadyAddresses bool, 17 ipFamilyPolicy string, 18 clusterIPs []string, 19 ipFamilies []string, 20
          allocateLoadBalancerNodePorts bool, 21 loadBalancerClass string, 22 internalTrafficPolicy string, 23 trafficDistribution string
        core.v1.ServicePort: 1 name string, 2 protocol string, 3 port int32, 4 targetPort IntOrString, 5 nodePort int32, 6 appProtocol string
        core.v1.Pod: 1 metadata meta.ObjectMeta, 2 spec core.v1.PodSpec, 3 status -
        core.v1.PodSpec: 2 containers []core.v1.Container, 3 restartPolicy string, 4 terminationGracePeriodSeconds int64, 5 activeDeadlineSeconds int64, 6
          dnsPolicy string, 7 nodeSelector {}string, 8 serviceAccountName string, 9 serviceAccount string, 10 nodeName string, 11 hostNetwork bool, 12 hostPID
          bool, 13 hostIPC bool, 15 imagePullSecrets []core.v1.LocalObjectReference, 16 hostname string, 17 subdomain string, 19 schedulerName string, 20
          initContainers []core.v1.Container, 21 automountServiceAccountToken bool, 24 priorityClassName string, 25 priority int32, 27 shareProcessNamespace
          bool, 29 runtimeClassName string, 30 enableServiceLinks bool, 31 preemptionPolicy string, 32 overhead {}Quantity, 35 setHostnameAsFQDN bool, 37
          hostUsers bool, 40 resources core.v1.ResourceRequirements, 41 hostnameOverride string
        core.v1.PodTemplateSpec: 1 metadata meta.ObjectMeta, 2 spec core.v1.PodSpec
        core.v1.Container: 1 name string, 2 image string, 3 command []string, 4 args []string, 5 workingDir string, 6 ports []core.v1.ContainerPort, 7 env
          []core.v1.EnvVar, 8 resources core.v1.ResourceRequirements, 13 terminationMessagePath string, 14 imagePullPolicy string, 16 stdin bool, 17 stdinOnce
          bool, 18 tty bool, 20 terminationMessagePolicy string, 24 restartPolicy string
        core.v1.ContainerPort: 1 name string, 2 hostPort int32, 3 containerPort int32, 4 protocol string, 5 hostIP string
        core.v1.EnvVar: 1 name string, 2 value string
        core.v1.ResourceRequirements: 1 limits {}Quantity, 2 requests {}Quantity
        core.v1.ResourceQuota: 1 metadata meta.ObjectMeta, 2 spec core.v1.ResourceQuotaSpec, 3 status -
        core.v1.ResourceQuotaSpec: 1 hard {}Quantity, 2 scopes []string
        core.v1.Binding: 1 metadata meta.ObjectMeta, 2 target core.v1.ObjectReference
        apps.v1.Deployment: 1 metadata meta.ObjectMeta, 2 spec apps.v1.DeploymentSpec, 3 status -
        apps.v1.DeploymentSpec: 1 replicas int32, 2 selector meta.LabelSelector, 3 template core.v1.PodTemplateSpec, 4 strategy apps.v1.DeploymentStrategy, 5
          minReadySeconds int32, 6 revisionHistoryLimit int32, 7 paused bool, 9 progressDeadlineSeconds int32
        apps.v1.DeploymentStrategy: 1 type string, 2 rollingUpdate apps.v1.RollingUpdateDeployment
        apps.v1.RollingUpdateDeployment: 1 maxUnavailable IntOrString, 2 maxSurge IntOrString
        batch.v1.Job: 1 metadata meta.ObjectMeta, 2 spec batch.v1.JobSpec, 3 status -
        batch.v1.JobSpec: 1 parallelism int32, 2 completions int32, 3 activeDeadlineSeconds int64, 4 selector meta.LabelSelector, 5 manualSelector bool, 6
          template core.v1.PodTemplateSpec, 7 backoffLimit int32, 8 ttlSecondsAfterFinished int32, 9 completionMode string, 10 suspend bool, 12
          backoffLimitPerIndex int32, 13 maxFailedIndexes int32, 14 podReplacementPolicy string, 15 managedBy string
        batch.v1.CronJob: 1 metadata meta.ObjectMeta, 2 spec batch.v1.CronJobSpec, 3 status -
        batch.v1.CronJobSpec: 1 schedule string, 2 startingDeadlineSeconds int64, 3 concurrencyPolicy string, 4 suspend bool, 5 jobTemplate
          batch.v1.JobTemplateSpec, 6 successfulJobsHistoryLimit int32, 7 failedJobsHistoryLimit int32, 8 timeZone string
        batch.v1.JobTemplateSpec: 1 metadata meta.ObjectMeta, 2 spec batch.v1.JobSpec
        autoscaling.v1.Scale: 1 metadata meta.ObjectMeta, 2 spec autoscaling.v1.ScaleSpec, 3 status -
        autoscaling.v1.ScaleSpec: 1 replicas int32
        autoscaling.v1.HorizontalPodAutoscaler: 1 metadata meta.ObjectMeta, 2 spec autoscaling.v1.HorizontalPodAutoscalerSpec, 3 status -
        autoscaling.v1.HorizontalPodAutoscalerSpec: 1 scaleTargetRef autoscaling.v2.CrossVersionObjectReference, 2 minReplicas int32,
          3 maxReplicas int32, 4 targetCPUUtilizationPercentage int32
        autoscaling.v2.HorizontalPodAutoscaler: 1 metadata meta.ObjectMeta, 2 spec autoscaling.v2.HorizontalPodAutoscalerSpec, 3 status -
        autoscaling.v2.HorizontalPodAutoscalerSpec: 1 scaleTargetRef autoscaling.v2.CrossVersionObjectReference, 2 minReplicas int32, 3 maxReplicas int32, 4
          metrics []autoscaling.v2.MetricSpec
        autoscaling.v2.CrossVersionObjectReference: 1 kind string, 2 name string, 3 apiVersion string
        autoscaling.v2.MetricSpec: 1 type string, 4 resource autoscaling.v2.ResourceMetricSource
        autoscaling.v2.ResourceMetricSource: 1 name string, 2 target autoscaling.v2.MetricTarget
        autoscaling.v2.MetricTarget: 1 type string, 2 value Quantity, 3 averageValue Quantity, 4 averageUtilization int32
        networking.v1.Ingress: 1 metadata meta.ObjectMeta, 2 spec networking.v1.IngressSpec, 3 status -
        networking.v1.IngressSpec: 1 defaultBackend networking.v1.IngressBackend, 2 tls []networking.v1.IngressTLS, 3 rules []networking.v1.IngressRule, 4
          ingressClassName string
        networking.v1.IngressRule: 1 host string, 2 ingressRuleValue networking.v1.IngressRuleValue
        networking.v1.IngressRuleValue: 1 http networking.v1.HTTPIngressRuleValue
        networking.v1.HTTPIngressRuleValue: 1 paths []networking.v1.HTTPIngressPath
        networking.v1.HTTPIngressPath: 1 path string, 2 backend networking.v1.IngressBackend, 3 pathType string
        networking.v1.IngressBackend: 4 service networking.v1.IngressServiceBackend
        networking.v1.IngressServiceBackend: 1 name string, 2 port networking.v1.ServiceBackendPort
        networking.v1.ServiceBackendPort: 1 name string, 2 number int32
        networking.v1.IngressTLS: 1 hosts []string, 2 secretName string
        policy.v1.PodDisruptionBudget: 1 metadata meta.ObjectMeta, 2 spec policy.v1.PodDisruptionBudgetSpec, 3 status -
        policy.v1.PodDisruptionBudgetSpec: 1 minAvailable IntOrString, 2 selector meta.LabelSelector, 3 maxUnavailable IntOrString, 4
          unhealthyPodEvictionPolicy string
        policy.v1.Eviction: 1 metadata meta.ObjectMeta, 2 deleteOptions meta.DeleteOptions
        rbac.v1.Role: 1 metadata meta.ObjectMeta, 2 rules []rbac.v1.PolicyRule
        rbac.v1.RoleBinding: 1 metadata meta.ObjectMeta, 2 subjects []rbac.v1.Subject, 3 roleRef rbac.v1.RoleRef
        rbac.v1.ClusterRole: 1 metadata meta.ObjectMeta, 2 rules []rbac.v1.PolicyRule, 3 aggregationRule rbac.v1.AggregationRule
        rbac.v1.ClusterRoleBinding: 1 metadata meta.ObjectMeta, 2 subjects []rbac.v1.Subject, 3 roleRef rbac.v1.RoleRef
        rbac.v1.PolicyRule: 1 verbs []string, 2 apiGroups []string, 3 resources []string, 4 resourceNames []string, 5 nonResourceURLs []string
        rbac.v1.RoleRef: 1 apiGroup string, 2 kind string, 3 name string
        rbac.v1.Subject: 1 kind string, 2 apiGroup string, 3 name string, 4 namespace string
        rbac.v1.AggregationRule: 1 clusterRoleSelectors []meta.LabelSelector
        scheduling.v1.PriorityClass: 1 metadata meta.ObjectMeta, 2 value int32, 3 globalDefault bool, 4 description string, 5 preemptionPolicy string
        authorization.v1.SelfSubjectAccessReview: 1 metadata meta.ObjectMeta, 2 spec authorization.v1.SelfSubjectAccessReviewSpec, 3 status -
        authorization.v1.SelfSubjectAccessReviewSpec: 1 resourceAttributes authorization.v1.ResourceAttributes, 2 nonResourceAttributes
          authorization.v1.NonResourceAttributes
        authorization.v1.ResourceAttributes: 1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string, 6 subresource string, 7
          name string
        authorization.v1.NonResourceAttributes: 1 path string, 2 verb string
        authorization.v1.SelfSubjectRulesReview: 1 metadata meta.ObjectMeta, 2 spec authorization.v1.SelfSubjectRulesReviewSpec, 3 status -
        authorization.v1.SelfSubjectRulesReviewSpec: 1 namespace string
        authentication.v1.TokenRequest: 1 metadata meta.ObjectMeta, 2 spec authentication.v1.TokenRequestSpec, 3 status -
        authentication.v1.TokenRequestSpec: 1 audiences []string, 3 boundObjectRef authentication.v1.BoundObjectReference, 4 expirationSeconds int64
        authentication.v1.BoundObjectReference: 1 kind string, 2 apiVersion string, 3 name string, 4 uid string
        authentication.v1.TokenReview: 1 metadata meta.ObjectMeta, 2 spec authentication.v1.TokenReviewSpec, 3 status -
        authentication.v1.TokenReviewSpec: 1 token string, 2 audiences []string
        authentication.v1.SelfSubjectReview: 1 metadata meta.ObjectMeta, 2 status -
        """;

    private static readonly Lazy<FrozenDictionary<string, WireMessage>> Messages = new(Parse);

    /// <summary>The message of a kind; null when it is not listed.</summary>
    public static WireMessage? Find(string apiVersion, string kind)
    {
        var parts = apiVersion.Split('/');
        var package = parts.Length == 1 ? "core" : parts[0].Split('.')[0];
        return Find($"{package}.{parts[^1]}.{kind}") ?? Find($"meta.{kind}");
    }

    public static WireMessage? Find(string name) => Messages.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, WireMessage> Parse() => Table.Replace("\n  ", " ").Split('\n').Select(line =>
    {
        var parts = line.Split(": ", 2);
        var fields = parts[1].Split(", ").Select(f => f.Split(' ')).ToFrozenDictionary(f => int.Parse(f[0]), f => WireField.Parse(f[1], f[2]));
        return new WireMessage(parts[0], fields);
    }).ToFrozenDictionary(m => m.Name);
}
