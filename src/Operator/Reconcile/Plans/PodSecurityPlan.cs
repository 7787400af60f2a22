using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Decide.Events;
using October.Operator.Desired;
using October.Operator.Desired.Model;
using October.Operator.Desired.Workloads;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>
/// Says of a new revision what the Pod Security profile restricted would refuse in the user's part of its pods. Whether the namespace enforces it, only
/// its administrators know, so that it is a warning: where it does not, the pods run.
/// </summary>
internal static class PodSecurityPlan
{
    /// <summary>An event for each component that violates the profile.</summary>
    public static IEnumerable<Step> Of(AppObservation observation, string hash)
    {
        foreach (var (component, template) in Templates(observation, hash))
        {
            if (template is null || PodSecurity.Violations(template).ToList() is not { Count: > 0 } violations)
                continue;
            var message = $"spec.{component}.podTemplate is refused where the namespace enforces Pod Security restricted: {string.Join(", ", violations)}";
            yield return new Publish(new Transition(true, "PodSecurity", message, hash) { Action = "Render" });
        }
    }

    /// <summary>None where the user's part makes no pod: that is reported otherwise.</summary>
    private static (string Component, V1PodTemplateSpec? Template)[] Templates(AppObservation observation, string hash)
    {
        try
        {
            var revision = new RenderedRevision(hash, SpecDefaults.Resolve(observation.Context.Entity.Spec));
            var templates = RevisionTemplates.Render(observation.Context.App, revision, observation.Secret!.NamedKeys is not null);
            return [(Names.Api, templates.Api), (Names.Worker, templates.Worker), (Names.Redis, templates.Redis)];
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
