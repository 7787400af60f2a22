using October.Operator.Decide.Events;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>Says in status, and in an event for each error that is new, what kept children from being applied. It is tried again with backoff.</summary>
internal static class ErrorPlan
{
    public static IEnumerable<Step> Of(AppObservation observation, AppDecision decision, ApplyErrors errors)
    {
        var target = decision.Observed.Target;
        if (errors.Blocked is { } blocked && blocked != decision.Observed.Blocked)
            yield return Warning(blocked.Reason, blocked.Message, target);
        foreach (var refused in errors.Refused.Except(decision.Observed.Refused))
            yield return Warning("ApplyFailed", $"{refused.Child} is refused ({refused.Reason}): {refused.Message}", target);
        var said = decision with
        {
            Observed = decision.Observed with { Blocked = errors.Blocked, Refused = errors.Refused },
        };
        yield return new WriteStatus(StatusPlan.Of(observation, said));
    }

    private static Publish Warning(string reason, string message, string target) => new(new Transition(true, reason, message, target) { Action = "Apply" });
}
