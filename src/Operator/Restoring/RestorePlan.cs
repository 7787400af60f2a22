using October.Operator.Rollout;

namespace October.Operator.Restoring;

/// <summary>
/// A restore as a function: what was remembered and what is seen give what should be. Pure and total. A request is followed once, when nothing else
/// is under way; whatever becomes of it, what was stopped is started again.
/// </summary>
internal static class RestorePlan
{
    /// <summary>Decides.</summary>
    public static RestoreDecision Decide(RestoreState? state, RestoreSeen seen)
    {
        var decision = state is { IsUnderWay: true } ? Continue(state, seen) : Begin(state, seen);
        return decision.State?.Step is RestoreStep.StartRedis or RestoreStep.StartWriters ? decision with { WakeAt = decision.State.StepStartedAt + seen.Deadline } : decision;
    }

    private static RestoreDecision Begin(RestoreState? state, RestoreSeen seen)
    {
        if (seen.Asked is not { } asked || asked.RequestId == state?.RequestId || !seen.IsSettled)
            return new RestoreDecision(state);
        var begun = new RestoreState
        {
            RequestId = asked.RequestId,
            BackupName = asked.BackupName,
            Step = RestoreStep.StopWriters,
            Api = seen.Wanted.Api,
            Worker = seen.Wanted.Worker,
            StartedAt = seen.Now,
            StepStartedAt = seen.Now,
        };
        return new RestoreDecision(begun)
        {
            Transitions = [Tell(begun, warning: false, "RestoreStarted", $"Backup {asked.BackupName} is restored, as request {asked.RequestId} asks: api, worker and redis stop")],
        };
    }

    private static RestoreDecision Continue(RestoreState state, RestoreSeen seen) => state.Step switch
    {
        RestoreStep.StopWriters => seen.AreWritersGone ? Enter(state, RestoreStep.StopRedis, seen) : new RestoreDecision(state),
        RestoreStep.StopRedis => seen.IsRedisGone ? Enter(state, RestoreStep.Replace, seen) : new RestoreDecision(state),
        RestoreStep.Replace => seen.Job switch
        {
            true => Enter(state with { Message = seen.JobSaid }, RestoreStep.StartRedis, seen),
            false => Enter(state with { Succeeded = false, Message = $"the data is as it was before: {seen.JobSaid}" }, RestoreStep.StartRedis, seen),
            null => new RestoreDecision(state),
        },
        // Whatever keeps it from coming up is told by the app's other conditions; pods that wait for it may well say more.
        RestoreStep.StartRedis when seen.IsRedisUp => Enter(state, RestoreStep.StartWriters, seen),
        RestoreStep.StartRedis => Overdue(state, seen) ? Enter(Late(state, seen, "redis"), RestoreStep.StartWriters, seen) : new RestoreDecision(state),
        _ when seen.AreWritersUp => End(state, seen),
        _ => Overdue(state, seen) ? End(Late(state, seen, "api and worker"), seen) : new RestoreDecision(state),
    };

    private static RestoreState Late(RestoreState state, RestoreSeen seen, string what) => state with
    {
        Succeeded = false,
        Message = $"{what} did not come up again within {seen.Deadline.TotalSeconds:0} s{(state.Message is { } before ? $"; {before}" : "")}",
    };

    private static RestoreDecision Enter(RestoreState state, RestoreStep step, RestoreSeen seen) => new(state with { Step = step, StepStartedAt = seen.Now });

    private static RestoreDecision End(RestoreState state, RestoreSeen seen) => new(state with { Step = RestoreStep.Ended, CompletedAt = seen.Now, StepStartedAt = default, Api = 0, Worker = 0 })
    {
        HasEnded = true,
        Transitions = state.Succeeded
            ? [Tell(state, warning: false, "RestoreSucceeded", $"Request {state.RequestId} is done: {state.Message}; api, worker and redis run again")]
            : [Tell(state, warning: true, "RestoreFailed", $"Request {state.RequestId} failed: {state.Message}")],
    };

    private static bool Overdue(RestoreState state, RestoreSeen seen) => seen.Now >= state.StepStartedAt + seen.Deadline;

    private static Transition Tell(RestoreState state, bool warning, string reason, string message) => new(warning, reason, message, state.RequestId);
}
