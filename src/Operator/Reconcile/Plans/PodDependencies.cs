using k8s;
using k8s.Models;
using October.Operator.Reconcile.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>What pods need of the app's other objects before they can start: accounts, config, secrets and claims.</summary>
internal static class PodDependencies
{
    /// <summary>The needs of the pods that a child makes; none for a child that makes no pods.</summary>
    public static IEnumerable<ChildKey> Of(IKubernetesObject<V1ObjectMeta> child) => child switch
    {
        V1Deployment deployment => Of(deployment.Spec.Template.Spec),
        V1Job job => Of(job.Spec.Template.Spec),
        V1CronJob cronJob => Of(cronJob.Spec.JobTemplate.Spec.Template.Spec),
        _ => [],
    };

    private static IEnumerable<ChildKey> Of(V1PodSpec pod)
    {
        if (pod.ServiceAccountName is { } account)
            yield return new ChildKey("ServiceAccount", account);
        foreach (var key in (pod.Volumes ?? []).SelectMany(Volume))
            yield return key;
        foreach (var key in (pod.InitContainers ?? []).Concat(pod.Containers).SelectMany(Container))
            yield return key;
    }

    private static IEnumerable<ChildKey> Volume(V1Volume volume)
    {
        if (volume.Secret?.SecretName is { } secret)
            yield return new ChildKey("Secret", secret);
        if (volume.ConfigMap?.Name is { } config)
            yield return new ChildKey("ConfigMap", config);
        if (volume.PersistentVolumeClaim?.ClaimName is { } claim)
            yield return new ChildKey("PersistentVolumeClaim", claim);
    }

    private static IEnumerable<ChildKey> Container(V1Container container)
    {
        foreach (var source in container.EnvFrom ?? [])
        {
            if (source.ConfigMapRef?.Name is { } config)
                yield return new ChildKey("ConfigMap", config);
            if (source.SecretRef?.Name is { } secret)
                yield return new ChildKey("Secret", secret);
        }

        foreach (var variable in container.Env ?? [])
        {
            if (variable.ValueFrom?.ConfigMapKeyRef?.Name is { } config)
                yield return new ChildKey("ConfigMap", config);
            if (variable.ValueFrom?.SecretKeyRef?.Name is { } secret)
                yield return new ChildKey("Secret", secret);
        }
    }
}
