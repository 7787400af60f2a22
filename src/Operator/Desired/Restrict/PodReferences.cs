using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;

namespace October.Operator.Desired.Restrict;

/// <summary>What a pod refers to, and takes from others.</summary>
internal static class PodReferences
{
    /// <summary>
    /// What a claim that is made with its pod may say: how much room of which kind. Whatever else there is finds a volume that is there already, or fills the
    /// new one with what others have.
    /// </summary>
    private static readonly HashSet<string> OfNewVolumes = ["accessModes", "resources", "storageClassName", "volumeAttributesClassName", "volumeMode"];

    /// <summary>Every container, those that run first, too.</summary>
    public static IEnumerable<V1Container> Containers(V1PodSpec pod) => (pod.InitContainers ?? []).Concat(pod.Containers);

    /// <summary>Names of the Secrets that the pod reads, in whichever way.</summary>
    public static IEnumerable<string> Secrets(V1PodSpec pod)
    {
        var ofContainers = Containers(pod).SelectMany(container => (container.Env ?? [])
            .Select(variable => variable.ValueFrom?.SecretKeyRef?.Name)
            .Concat((container.EnvFrom ?? []).Select(source => source.SecretRef?.Name)));
        var ofVolumes = (pod.Volumes ?? []).SelectMany(volume => (volume.Projected?.Sources ?? [])
            .Select(source => source.Secret?.Name)
            .Concat(
            [
                volume.Secret?.SecretName,
                volume.AzureFile?.SecretName,
                volume.Cephfs?.SecretRef?.Name,
                volume.Cinder?.SecretRef?.Name,
                volume.Csi?.NodePublishSecretRef?.Name,
                volume.FlexVolume?.SecretRef?.Name,
                volume.Iscsi?.SecretRef?.Name,
                volume.Rbd?.SecretRef?.Name,
                volume.ScaleIO?.SecretRef?.Name,
                volume.Storageos?.SecretRef?.Name,
            ]));
        return ofContainers.Concat(ofVolumes).Concat((pod.ImagePullSecrets ?? []).Select(pull => pull.Name)).OfType<string>();
    }

    /// <summary>Names of the claims that the pod mounts.</summary>
    public static IEnumerable<string> Claims(V1PodSpec pod) =>
        (pod.Volumes ?? []).Select(volume => volume.PersistentVolumeClaim?.ClaimName).OfType<string>();

    /// <summary>Fields, below the pod's spec, that give it what others should have.</summary>
    public static IEnumerable<string> Powers(V1PodSpec pod)
    {
        if (pod.AutomountServiceAccountToken != false)
            yield return "automountServiceAccountToken: a token of the API server";
        if (pod.NodeName is { } node)
            yield return $"nodeName {node}";
        if (pod.PriorityClassName is { } priority)
            yield return $"priorityClassName {priority}";
        if (pod.SchedulerName is { } scheduler and not "default-scheduler")
            yield return $"schedulerName {scheduler}";
        if (pod.Tolerations is { Count: > 0 })
            yield return "tolerations: nodes that are kept for other pods";
        if (pod.RuntimeClassName is { } runtime)
            yield return $"runtimeClassName {runtime}";
        if (pod.ResourceClaims is { Count: > 0 })
            yield return "resourceClaims: devices";
        foreach (var volume in pod.Volumes ?? [])
        {
            if (volume.Csi is not null)
                yield return $"volumes {volume.Name}: csi";
            if ((volume.Projected?.Sources ?? []).Any(source => source.ServiceAccountToken is not null || source.PodCertificate is not null))
                yield return $"volumes {volume.Name}: a token or certificate of the API server";
            foreach (var field in NotOfNewVolumes(volume.Ephemeral?.VolumeClaimTemplate))
                yield return $"volumes {volume.Name}: ephemeral.volumeClaimTemplate.{field}";
        }
    }

    /// <summary>Fields of a claim that is made with its pod which ask for more than room. An annotation asks whatever watches claims, labels nobody.</summary>
    private static IEnumerable<string> NotOfNewVolumes(V1PersistentVolumeClaimTemplate? claim) => claim is null
        ? []
        : Fields(claim.Metadata).Where(static field => field != "labels").Select(static field => $"metadata.{field}")
            .Concat(Fields(claim.Spec).Where(static field => !OfNewVolumes.Contains(field)).Select(static field => $"spec.{field}"));

    private static IEnumerable<string> Fields(object? part) =>
        part is null ? [] : ((JsonObject)OctoberJson.Node(part)).Where(static field => field.Value is not null).Select(static field => field.Key);
}
