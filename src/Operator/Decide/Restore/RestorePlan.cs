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
        if (decision.State is not { IsUnderWay: true } underWay)
            return decision;
        return decision with
        {
            RequeueAt = underWay.Step == RestoreStep.Replace
                ? DataReplacement.RequeueAt(underWay, observed)
                : underWay.StepStartedAt + Limit(underWay.Step, observed),
        };
    }

    private static RestoreDecision Start(RestoreState? state, RestoreObservation observed)
    {
        if (observed.Requested is not { } request)
            return new RestoreDecision(state);
        if (request.RequestId == state?.RequestId)
            return new RestoreDecision(state.Rejected is null ? state : state with { Rejected = null });
        // A revert in Git asks for it again, and would take the data back to what it was then.
        if (state?.Earlier.Contains(request.RequestId) == true)
            return new RestoreDecision(state with { Rejected = request.RequestId })
            {
                Transitions = state.Rejected == request.RequestId ? [] : [Rejected(request.RequestId)],
            };
        if (!observed.IsSettled)
            return new RestoreDecision(state);
        if (observed.RunningBackup is { } backup)
            return new RestoreDecision(state) { Transitions = [Waiting(request.RequestId, $"backup Job {backup} has ended")] };
        // What would wait for it is stopped by then.
        if (observed.RunningPod is { } pod)
            return new RestoreDecision(state)
            {
                Transitions = [Waiting(request.RequestId, $"pod {pod} of an earlier restore has ended; delete it where its node is lost")],
            };
        var started = new RestoreState
        {
            RequestId = request.RequestId,
            BackupName = request.BackupName,
            Earlier = state is null ? RequestIds.None : state.Earlier.With(state.RequestId),
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
        // A backup that the schedule started in the last moment still reads from redis.
        RestoreStep.StopWriters when observed is { AreWritersGone: true, RunningBackup: null } => Enter(state, RestoreStep.StopRedis, observed),
        RestoreStep.StopWriters => IsOverdue(state, observed) ? Fail(state, observed, NotStopped(observed)) : new RestoreDecision(state),
        RestoreStep.StopRedis when observed.IsRedisGone => Enter(state, RestoreStep.Replace, observed),
        RestoreStep.StopRedis => IsOverdue(state, observed)
            ? Fail(state, observed, Late("redis did not stop", observed.StopDeadline))
            : new RestoreDecision(state),
        RestoreStep.Replace => DataReplacement.Decide(state, observed),
        // The app's other conditions say what keeps it from starting.
        RestoreStep.StartRedis when observed.IsRedisUp => Enter(state, RestoreStep.StartWriters, observed),
        RestoreStep.StartRedis => IsOverdue(state, observed)
            ? Enter(Late(state, observed, "redis"), RestoreStep.StartWriters, observed)
            : new RestoreDecision(state),
        _ when observed.AreWritersUp => End(state, observed),
        _ => IsOverdue(state, observed) ? End(Late(state, observed, "api and worker"), observed) : new RestoreDecision(state),
    };

    private static RestoreState Late(RestoreState state, RestoreObservation observed, string what) => state with
    {
        Succeeded = false,
        Message = $"{Late($"{what} did not become available", observed.Deadline)}{(state.Message is { } before ? $"; {before}" : "")}",
    };

    private static string Late(string what, TimeSpan limit) => $"{what} within {limit.TotalSeconds:0} s";

    private static string NotStopped(RestoreObservation observed) =>
        Late(
            observed is { AreWritersGone: true, RunningBackup: { } backup } ? $"backup Job {backup} did not end" : "api and worker did not stop",
            observed.StopDeadline);

    /// <summary>What was stopped is started again, and then the failure is reported.</summary>
    internal static RestoreDecision Fail(RestoreState state, RestoreObservation observed, string? why) =>
        Enter(state with { Succeeded = false, Message = $"{Data(observed)}: {why}" }, RestoreStep.StartRedis, observed);

    /// <summary>What has become of the data, as far as it is known: nobody may rely on more.</summary>
    private static string Data(RestoreObservation observed) => (observed.RunningPod is null ? observed.HasReplaced : null) switch
    {
        false => "the data is unchanged",
        true => "the data was being replaced and may be missing: what was there is in the folder before-restore-… of redis' volume; "
            + "to complete it set a new spec.restore.requestId",
        null => "it is not known whether the data was replaced: if it was, what was there is in the folder before-restore-… of redis' volume",
    };

    private static TimeSpan Limit(RestoreStep step, RestoreObservation observed) =>
        step is RestoreStep.StopWriters or RestoreStep.StopRedis ? observed.StopDeadline : observed.Deadline;

    /// <summary>The next step begins now.</summary>
    internal static RestoreDecision Enter(RestoreState state, RestoreStep step, RestoreObservation observed) =>
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

    /// <summary>The step has taken as long as it may.</summary>
    internal static bool IsOverdue(RestoreState state, RestoreObservation observed) => observed.Now >= state.StepStartedAt + Limit(state.Step, observed);

    private static Transition Waiting(string requestId, string what) =>
        new(false, "RestoreWaiting", $"Restore request {requestId} waits until {what}", requestId);

    private static Transition Rejected(string requestId) => new(
        true,
        "RestoreRejected",
        $"Restore request {requestId} rejected: it was handled before, and each request is carried out once; to restore again set a new spec.restore.requestId",
        requestId);

    private static Transition Event(RestoreState state, bool warning, string reason, string message) => new(warning, reason, message, state.RequestId);
}
