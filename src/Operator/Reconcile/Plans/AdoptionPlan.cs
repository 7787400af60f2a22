using October.Operator.Decide.Events;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>Steps that take over what an earlier app of the name has left, where the annotation october.dev/adopt asks for it.</summary>
internal static class AdoptionPlan
{
    public static IEnumerable<Step> Of(AppObservation observation)
    {
        if (observation.Rollout.Suspended || observation.Children.LeftOver.Count == 0)
            yield break;
        var steps = observation.Children.LeftOver.Select(child => new AdoptChild(child)).ToList();
        foreach (var step in steps)
            yield return step;
        var message = $"Adopted {string.Join(", ", observation.Children.LeftOver)}: left by an earlier OctoberApp {observation.Context.App.Name}";
        yield return new Publish(new Transition(false, "Adopted", message, "") { Action = "Adopt" }) { Requires = [.. steps.Select(step => step.Name)] };
    }
}
