using October.Operator.Decide.Jobs;

namespace October.Operator.Decide.Restore;

/// <summary>
/// The step in which a Job replaces the data, while nothing of the app runs. One whose pod cannot start is given up, which is remembered as a failure
/// in this step: the Job is then ended, and redis starts when it has ended and no pod of it is left.
/// </summary>
internal static class DataReplacement
{
    /// <summary>How long the Job may run.</summary>
    public static readonly TimeSpan LongestJob = TimeSpan.FromHours(1);

    /// <summary>A Job that its own deadline ends has no pods any more that could say whether they had started.</summary>
    private static readonly TimeSpan BeforeItsEnd = TimeSpan.FromMinutes(5);

    /// <summary>Why a pod does not start changes without an event, as time passes.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);

    /// <summary>Decides.</summary>
    public static RestoreDecision Decide(RestoreState state, RestoreObservation observed) =>
        // One that was given up may have started all the same, also while its Job was being ended.
        DecideNext(HasGivenUp(state) && observed.HasStarted ? state with { Succeeded = true, Message = null } : state, observed);

    private static RestoreDecision DecideNext(RestoreState state, RestoreObservation observed) => observed switch
    {
        // Redis on the same volume would write to the files that this one moves.
        _ when AwaitsPod(observed) && observed.Now < PodLimit(state, observed) => new RestoreDecision(state),
        { Job: true } => RestorePlan.Enter(state with { Succeeded = true, Message = observed.JobLogTail }, RestoreStep.StartRedis, observed),
        { Job: false } or { IsJobThere: false, RunningPod: not null } => RestorePlan.Fail(
            state, observed, $"{StillRuns(observed)}{(HasGivenUp(state) ? state.Message : observed.JobLogTail)}"),
        { IsJobThere: false } when HasGivenUp(state) => RestorePlan.Fail(state, observed, state.Message),
        { IsJobThere: false, IsBackupGone: true } => RestorePlan.Fail(state, observed, "spec.backup was removed"),
        { IsJobThere: false } => RestorePlan.IsOverdue(state, observed)
            ? RestorePlan.Fail(state, observed, $"its Job was not created: {observed.Refused ?? "see the events"}")
            : new RestoreDecision(state),
        { Unstarted: { } unstarted } => new RestoreDecision(Wait(state, observed, unstarted)),
        // Whether it has started is not known while its pods, which are being deleted, are known before or after the Job.
        _ when HasGivenUp(state) => new RestoreDecision(state),
        _ => new RestoreDecision(state with { Message = null }),
    };

    /// <summary>When the next decision is due even if nothing happens; null where a Job runs, which ends by its own deadline.</summary>
    public static DateTimeOffset? RequeueAt(RestoreState state, RestoreObservation observed) =>
        AwaitsPod(observed) ? PodLimit(state, observed)
        : !observed.IsJobThere ? state.StepStartedAt + observed.Deadline
        : observed.Unstarted is null ? null
        : observed.Now + Poll;

    /// <summary>Nothing has started, nothing is to start any more, and the data is unchanged.</summary>
    public static bool HasGivenUp(RestoreState state) => state is { Step: RestoreStep.Replace, Succeeded: false };

    private static RestoreState Wait(RestoreState state, RestoreObservation observed, UnstartedJob unstarted)
    {
        if (HasGivenUp(state))
            return state;
        // Between two tries to pull an image nothing is known.
        var cause = unstarted.Cause ?? state.Message;
        var limit = observed.Deadline < LongestJob - BeforeItsEnd ? observed.Deadline : LongestJob - BeforeItsEnd;
        var since = unstarted.CreatedAt > state.StepStartedAt ? unstarted.CreatedAt : state.StepStartedAt;
        return observed.Now < since + limit ? state with { Message = cause } : state with
        {
            Succeeded = false,
            Message = $"Job {unstarted.Name} did not start within {limit.TotalSeconds:0} s: {cause ?? "see its events"}",
        };
    }

    /// <summary>The Job has ended, or is gone, and a pod of it has not.</summary>
    private static bool AwaitsPod(RestoreObservation observed) => observed.RunningPod is not null && (observed.Job is not null || !observed.IsJobThere);

    /// <summary>When it is not waited for any longer. Of a Job that is gone a pod may run for as long as its script does.</summary>
    private static DateTimeOffset PodLimit(RestoreState state, RestoreObservation observed) =>
        (observed.JobEndedAt ?? state.StepStartedAt + LongestJob) + observed.StopDeadline;

    private static string StillRuns(RestoreObservation observed) => observed.RunningPod is { } pod
        ? $"pod {pod} did not end within {observed.StopDeadline.TotalSeconds:0} s of its Job and may still write to redis' volume, delete it; "
        : "";
}
