using System.Collections.Immutable;
using k8s;
using k8s.Models;
using October.Operator.Desired;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>Steps that bring the children to what is desired, and delete those that are not desired any more.</summary>
internal static class ChildPlan
{
    /// <summary>What holds data or passwords cannot be made again, so it is never pruned.</summary>
    private static readonly string[] NeverPruned = ["Secret", "PersistentVolumeClaim"];

    /// <summary>One step for each child, in the order of writing.</summary>
    public static IEnumerable<Step> Of(AppObservation observation, DesiredInput input, DesiredState desired)
    {
        foreach (var child in desired.Objects)
        {
            var requires = Requires(observation, child).ToImmutableArray();
            if (Held(observation, desired, child) is { } hold)
            {
                yield return hold;
                requires = requires.Add(hold.Name);
            }

            yield return Apply(observation, input, child) with { Requires = requires };
        }
    }

    /// <summary>The step that brings one child to what is desired.</summary>
    public static ApplyChild Apply(AppObservation observation, DesiredInput input, IKubernetesObject<V1ObjectMeta> child) => new(child)
    {
        Exists = observation.Children.Existing.Contains(ChildKey.Of(child)),
        Revision = ChildRevision.Of(input, child),
    };

    /// <summary>
    /// Configs that nothing names and that stay all the same while a workload is not as desired: pods of an older revision may be about to end. Where the
    /// workloads are refused again and again, their configs must not become ever more.
    /// </summary>
    private const int MostConfigs = 10;

    /// <summary>Deletions of what is not desired any more; only when every workload is as desired, for pods of an older revision may still need it.</summary>
    public static IEnumerable<Step> Prune(AppObservation observation, DesiredState desired, ImmutableArray<string> workloads)
    {
        var wanted = desired.Objects.Select(ChildKey.Of).Concat(desired.Unreadable.Select(child => new ChildKey(child.Kind, child.Name))).ToHashSet();
        var surplus = observation.Children.Owned
            .Where(child => !wanted.Contains(child) && !NeverPruned.Contains(child.Kind, StringComparer.Ordinal))
            .ToList();
        var configs = surplus.Where(child => child.Kind == "ConfigMap" && !observation.Children.ConfigsInUse.Contains(child)).ToHashSet();
        return surplus.Select(child => new DeleteChild(child) { Requires = configs.Count > MostConfigs && configs.Contains(child) ? [] : workloads });
    }

    private static IEnumerable<string> Requires(AppObservation observation, IKubernetesObject<V1ObjectMeta> child)
    {
        // The file of redis' password must never have one that was not kept.
        if (child is V1Secret && SecretPlan.StepName(observation) is { } secret)
            yield return secret;
        foreach (var key in PodDependencies.Of(child))
            yield return key.ToString();
        // Pods of a revision that is yet to be stored wait for that.
        if (observation.Revisions is { IsTargetNew: true, Target: { } target } && child is V1Deployment deployment
            && deployment.Spec.Template.Metadata.Labels.TryGetValue(Labels.Revision, out var revision) && revision == target)
            yield return new ChildKey("ControllerRevision", Names.Revision(observation.Context.App, target)).ToString();
    }

    /// <summary>
    /// When an autoscaler takes over from a fixed number of pods, the number is no longer applied. A field that nobody owns any more falls to its
    /// default, one pod, until the autoscaler looks. So the number is first given to a field manager that only holds it
    /// (kubernetes.io/docs/reference/using-api/server-side-apply, "Transferring ownership"), in that one moment: while the autoscaler is not there yet.
    /// What has no pods it leaves alone for ever (kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale, "Implicit maintenance-mode
    /// deactivation"), so that it gets the fewest that the spec asks for; and what somebody scales to zero later gets them again, as the spec has 0 replicas
    /// for those who want none.
    /// </summary>
    private static HoldReplicas? Held(AppObservation observation, DesiredState desired, IKubernetesObject<V1ObjectMeta> child)
    {
        if (child is not V1Deployment { Spec.Replicas: null, Metadata.Name: { } name } || !observation.Children.Replicas.TryGetValue(name, out var replicas))
            return null;
        var isScaled = observation.Children.Existing.Contains(new ChildKey("HorizontalPodAutoscaler", name));
        if (isScaled && replicas > 0)
            return null;
        var autoscaler = desired.Objects.OfType<V2HorizontalPodAutoscaler>().FirstOrDefault(autoscaler => autoscaler.Metadata.Name == name);
        return new HoldReplicas(name, Math.Max(replicas, autoscaler?.Spec.MinReplicas ?? 1)) { Reverts = isScaled };
    }
}
