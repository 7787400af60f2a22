using October.Operator.Decide.Events;

namespace October.Operator.Decide.Restore;

/// <summary>
/// A restore as a function: what was remembered and what is seen give what should be. Pure and total. A request is followed once, when nothing else
/// is under way; whatever becomes of it, what was stopped is started again.
/// </summary>
internal static class RestorePlan
{
    /// <summary>Decides.</summary>
    public static RestoreDecision Decide(RestoreState? state, RestoreObservation observed)
    {
        var decision = state is { IsUnderWay: true } ? Continue(state, observed) : Start(state, observed);
        return decision.State?.Step is RestoreStep.StartRedis or RestoreStep.StartWriters
            ? decision with { RequeueAt = decision.State.StepStartedAt + observed.Deadline }
            : decision;
    }

    private static RestoreDecision Start(RestoreState? state, RestoreObservation observed)
    {
        if (observed.Requested is not { } request || request.RequestId == state?.RequestId || !observed.IsSettled)
            return new RestoreDecision(state);
        var started = new RestoreState
        {
            RequestId = request.RequestId,
            BackupName = request.BackupName,
            Step = RestoreStep.StopWriters,
            Api = observed.Wanted.Api,
            Worker = observed.Wanted.Worker,
            StartedAt = observed.Now,
            StepStartedAt = observed.Now,
        };
        return new RestoreDecision(started)
        {
            Transitions =
            [
                Event(
                    started,
                    warning: false,
                    "RestoreStarted",
                    $"Started restore of backup {request.BackupName} (request {request.RequestId}): stopping api, worker and redis"),
            ],
        };
    }

    private static RestoreDecision Continue(RestoreState state, RestoreObservation observed) => state.Step switch
    {
        RestoreStep.StopWriters => observed.AreWritersGone ? Enter(state, RestoreStep.StopRedis, observed) : new RestoreDecision(state),
        RestoreStep.StopRedis => observed.IsRedisGone ? Enter(state, RestoreStep.Replace, observed) : new RestoreDecision(state),
        RestoreStep.Replace => observed.Job switch
        {
            true => Enter(state with { Message = observed.JobLogTail }, RestoreStep.StartRedis, observed),
            false => Enter(state with { Succeeded = false, Message = $"the data is unchanged: {observed.JobLogTail}" }, RestoreStep.StartRedis, observed),
            null => new RestoreDecision(state),
        },
        // The app's other conditions say what keeps it from starting.
        RestoreStep.StartRedis when observed.IsRedisUp => Enter(state, RestoreStep.StartWriters, observed),
        RestoreStep.StartRedis => Overdue(state, observed)
            ? Enter(Late(state, observed, "redis"), RestoreStep.StartWriters, observed)
            : new RestoreDecision(state),
        _ when observed.AreWritersUp => End(state, observed),
        _ => Overdue(state, observed) ? End(Late(state, observed, "api and worker"), observed) : new RestoreDecision(state),
    };

    private static RestoreState Late(RestoreState state, RestoreObservation observed, string what) => state with
    {
        Succeeded = false,
        Message = $"{what} did not become available within {observed.Deadline.TotalSeconds:0} s{(state.Message is { } before ? $"; {before}" : "")}",
    };

    private static RestoreDecision Enter(RestoreState state, RestoreStep step, RestoreObservation observed) =>
        new(state with { Step = step, StepStartedAt = observed.Now });

    private static RestoreDecision End(RestoreState state, RestoreObservation observed) =>
        new(state with { Step = RestoreStep.Ended, CompletedAt = observed.Now, StepStartedAt = default, Api = 0, Worker = 0 })
        {
            HasEnded = true,
            Transitions = state.Succeeded
                ?
                [
                    Event(
                        state,
                        warning: false,
                        "RestoreSucceeded",
                        $"Completed restore request {state.RequestId}: {state.Message}; api, worker and redis are running"),
                ]
                : [Event(state, warning: true, "RestoreFailed", $"Restore request {state.RequestId} failed: {state.Message}")],
        };

    private static bool Overdue(RestoreState state, RestoreObservation observed) => observed.Now >= state.StepStartedAt + observed.Deadline;

    private static Transition Event(RestoreState state, bool warning, string reason, string message) => new(warning, reason, message, state.RequestId);
}
