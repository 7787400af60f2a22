using System.Collections.Immutable;
using October.Operator.Decide.Rotation;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>The steps of a password rotation, once every workload is as desired.</summary>
internal static class RotationSteps
{
    public static IEnumerable<Step> Of(AppObservation observation, AppDecision decision, ImmutableArray<string> workloads)
    {
        var passwords = observation.Secret!.Redis;
        var requested = decision.Observed.Commands.RotatePassword;
        var next = decision.Rotation switch
        {
            RotationStep.Begin => passwords.Begin(requested!, observation.Context.FreshPassword),
            RotationStep.Admit => passwords.Switch(),
            RotationStep.Retire => passwords.Retire(),
            _ => null,
        };
        if (decision.Rotation is RotationStep.Admit or RotationStep.Hold or RotationStep.Retire)
        {
            var accepted = decision.Rotation == RotationStep.Retire ? [passwords.Current] : passwords.Accepted;
            yield return new AcceptPasswords(observation.RedisAddress, passwords, [.. accepted]) { Requires = workloads };
        }

        if (next is not null)
            yield return new WritePasswords(next) { Requires = decision.Rotation == RotationStep.Begin ? workloads : [AcceptPasswords.StepName] };
        if (
            RotationPlan.Event(decision.Rotation, (decision.Rotation == RotationStep.Begin ? requested : passwords.Token) ?? "", decision.Observed.Target) is
            { } transition)
            yield return new Publish(transition) { Requires = [WritePasswords.StepName] };
    }
}
