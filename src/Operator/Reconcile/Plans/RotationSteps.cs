using System.Collections.Immutable;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>The steps of a password rotation, once every workload is as desired.</summary>
internal static class RotationSteps
{
    public static IEnumerable<Step> Of(AppObservation observation, AppDecision decision, DesiredInput input, ImmutableArray<string> workloads)
    {
        var passwords = observation.Secret!.Redis;
        var requested = decision.Observed.Commands.RotatePassword;
        var next = decision.Rotation switch
        {
            RotationStep.Begin => passwords.Begin(requested!, observation.Context.FreshPassword, observation.Context.Now),
            RotationStep.Admit => passwords.Switch(),
            RotationStep.Abandon => passwords.Abandon(),
            RotationStep.Retire => passwords.Retire(),
            _ => null,
        };
        if (decision.Rotation is RotationStep.Admit or RotationStep.Hold or RotationStep.Retire)
        {
            var isLast = decision.Rotation == RotationStep.Retire;
            yield return new AcceptPasswords(observation.RedisAddress, passwords, [.. isLast ? [passwords.Current] : passwords.Accepted], isLast)
            {
                Requires = workloads,
                Authorities = input.Redis is { } redis && RedisTls.SecretName(input.App, redis.App.Redis) is { } secret
                    ? observation.Certificates.ByName[secret].Authorities
                    : null,
            };
        }

        if (next is not null)
            yield return new WritePasswords(next, observation.Secret.GeneratedKey) { Requires = Before(decision.Rotation, workloads) };
        var token = (decision.Rotation == RotationStep.Begin ? requested : passwords.Token) ?? "";
        var refused = decision.Observed.Refused.FirstOrDefault(child => child.Child == RotationPlan.AcceptStep)?.Message;
        if (RotationPlan.Event(decision.Rotation, token, decision.Observed.Target, refused) is { } transition)
            yield return new Publish(transition) { Requires = [WritePasswords.StepName] };
    }

    private static ImmutableArray<string> Before(RotationStep step, ImmutableArray<string> workloads) => step switch
    {
        RotationStep.Begin => workloads,
        RotationStep.Abandon => [],
        _ => [RotationPlan.AcceptStep],
    };
}
