using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Desired.Monitoring;
using October.Operator.Desired.Tls;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Leaves of what has the operator's label, which anybody may give an object, what decisions read. Of an object that is no app's that is its outline: that it
/// has the name, and whether an app may adopt it; it is read whole when it is written to.
/// </summary>
internal static class ChildTransform
{
    private const int LongestImage = 512;

    /// <summary>Drops the rest.</summary>
    public static void Keep(IKubernetesObject<V1ObjectMeta> entity)
    {
        entity.Metadata.ManagedFields = null;
        if (entity is V1ConfigMap map)
            ConfigTransform.Keep(map);
        else if (entity is V1Secret secret)
            SecretTransform.Keep(secret);
        else if (entity is V1Job job)
            Outline(job);
        else if (!Ownership.IsOfAnApp(entity.Metadata) && !IsKept(entity))
            Outline(entity);
    }

    /// <summary>A volume that outlives its app has no owner, and says whose it is.</summary>
    private static bool IsKept(IKubernetesObject<V1ObjectMeta> entity) =>
        entity is V1PersistentVolumeClaim && entity.Metadata.Annotations?.ContainsKey(Ownership.UsedBy) == true;

    private static void Outline(IKubernetesObject<V1ObjectMeta> entity)
    {
        MetadataTransform.Keep(entity.Metadata);
        switch (entity)
        {
            case V1Deployment deployment: Outline(deployment); break;
            case V1Service service: (service.Spec, service.Status) = (new V1ServiceSpec(), null); break;
            case V1Ingress ingress: (ingress.Spec, ingress.Status) = (new V1IngressSpec(), null); break;
            case V2HorizontalPodAutoscaler autoscaler: (autoscaler.Spec, autoscaler.Status) = (new V2HorizontalPodAutoscalerSpec(), null); break;
            case V1PersistentVolumeClaim claim: (claim.Spec, claim.Status) = (new V1PersistentVolumeClaimSpec(), null); break;
            case V1ServiceAccount account: (account.Secrets, account.ImagePullSecrets) = (null, null); break;
            case V1PodDisruptionBudget budget: (budget.Spec, budget.Status) = (new V1PodDisruptionBudgetSpec(), null); break;
            case V1NetworkPolicy policy: policy.Spec = new V1NetworkPolicySpec(); break;
            case V1ControllerRevision revision: revision.Data = null; break;
            case V1CronJob schedule: (schedule.Spec, schedule.Status) = (new V1CronJobSpec(), null); break;
            case V1ServiceMonitor monitor: monitor.Spec = []; break;
            case V1PrometheusRule rule: rule.Spec = []; break;
            case V1Certificate certificate: (certificate.Spec, certificate.Status) = (new JsonObject(), null); break;
            default: throw new NotSupportedException($"what is kept of {entity.GetType().Name} is not known");
        }
    }

    /// <summary>One that an earlier app has left goes on running: which revision, and with which password, is known before it is adopted.</summary>
    private static void Outline(V1Deployment deployment)
    {
        var template = deployment.Spec?.Template ?? new V1PodTemplateSpec();
        template.Metadata ??= new V1ObjectMeta();
        MetadataTransform.Keep(template.Metadata);
        var container = template.Spec?.Containers?.FirstOrDefault();
        template.Spec = new V1PodSpec
        {
            Containers = [new V1Container { Name = "", Image = container?.Image is { Length: <= LongestImage } image ? image : null }],
        };
        deployment.Spec = new V1DeploymentSpec { Replicas = deployment.Spec?.Replicas, Template = template };
    }

    /// <summary>Whoever made it: what it runs is read where it is made, and no apply compares it.</summary>
    private static void Outline(V1Job job)
    {
        MetadataTransform.Keep(job.Metadata);
        job.Spec = new V1JobSpec
        {
            Suspend = job.Spec?.Suspend, ActiveDeadlineSeconds = job.Spec?.ActiveDeadlineSeconds, Parallelism = job.Spec?.Parallelism,
        };
        if (job.Status is { } status)
            job.Status = new V1JobStatus
            {
                StartTime = status.StartTime,
                Active = status.Active,
                Terminating = status.Terminating,
                Failed = status.Failed,
                Succeeded = status.Succeeded,
                UncountedTerminatedPods = status.UncountedTerminatedPods,
                Conditions = status.Conditions,
            };
    }
}
