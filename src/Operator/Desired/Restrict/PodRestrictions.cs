using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired.Restrict;

/// <summary>What a pod template, with the user's part merged in, asks for beyond what the operator gives it.</summary>
internal static class PodRestrictions
{
    /// <summary>Fields that the policy refuses, each with what it asks for.</summary>
    public static IEnumerable<string> Violations(V1PodTemplateSpec template, ComponentOwn own, RestrictionPolicy policy)
    {
        var path = $"spec.{own.Component}.podTemplate";
        var (pod, isRestricted) = (template.Spec, policy.Level >= RestrictionLevel.Restricted);
        // The older name of the field counts where the newer one is removed; without both it is the namespace's default account.
        if (!IsAllowed(pod.ServiceAccountName ?? pod.ServiceAccount ?? "default") || (pod.ServiceAccount is { } older && !IsAllowed(older)))
            yield return $"{path}.spec.serviceAccountName {pod.ServiceAccountName ?? pod.ServiceAccount ?? "removed, so that it is default"}";
        foreach (var violation in isRestricted ? PodSecurity.Violations(template) : PodSecurity.BaselineViolations(template))
            yield return $"{path}: {violation}";
        if (!isRestricted)
            yield break;
        var secrets = PodReferences.Secrets(pod).Distinct(StringComparer.Ordinal).Except(own.Secrets, StringComparer.Ordinal);
        foreach (var name in secrets.Where(name => !policy.AllowsSecret(name)))
            yield return $"Secret {name} in spec.{own.Component}";
        foreach (var claim in PodReferences.Claims(pod).Where(claim => claim != own.Claim))
            yield return $"{path}.spec.volumes: PersistentVolumeClaim {claim}";
        foreach (var field in PodReferences.Powers(pod))
            yield return $"{path}.spec.{field}";
        foreach (var container in PodReferences.Containers(pod).Where(container => container.Name != own.Component))
            yield return $"{path}.spec: further container {container.Name}";

        bool IsAllowed(string name) => name == own.ServiceAccount || policy.AllowsServiceAccount(name);
    }
}
