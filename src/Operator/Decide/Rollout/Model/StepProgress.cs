
namespace October.Operator.Decide.Rollout.Model;

/// <summary>
/// How far the pods of a step have come. As a Deployment does (kubernetes.io/docs/concepts/workloads/controllers/deployment, "Progressing Deployment"),
/// it progresses when one more pod is updated, is ready, or is no longer an old one; a pod that was ready before and is ready again is no progress, the one
/// that replaces a lost pod is.
/// </summary>
/// <param name="Count">The most of these that were there at once, since pods were lost last.</param>
/// <param name="Desired">The pods that the counts are about; another number begins another count.</param>
/// <param name="At">When the count last grew.</param>
internal sealed record StepProgress(int Count, int Desired, DateTimeOffset At)
{
    /// <summary>The state with what is seen now.</summary>
    public static RolloutState Observe(RolloutState state, Observed observed)
    {
        // What is watched has come as far as it can: its time begins when it stops running.
        if (state.Step == RolloutStep.Bake && StableTrack.RunsWherePossible(state.Revision!, observed))
            return state with { Progress = null };
        ReadOnlySpan<ComponentHealth?> components = state.Step switch
        {
            RolloutStep.Preview => [StableTrack.Of(observed.PreviewApi, state.Revision), StableTrack.Of(observed.PreviewWorker, state.Revision)],
            RolloutStep.Roll or RolloutStep.Bake => [StableTrack.Of(observed.Api, state.Revision), StableTrack.Of(observed.Worker, state.Revision)],
            RolloutStep.Rollback or RolloutStep.RollbackVerify =>
                [StableTrack.Of(observed.Api, state.Destination), StableTrack.Of(observed.Worker, state.Destination)],
            _ => [],
        };
        if (components.IsEmpty)
            return state;
        // Redis has one pod, of no revision: it has come further when one of this step's is ready.
        var count = observed.Redis.NewestReadyPodAt >= state.StepStartedAt ? 1 : 0;
        var desired = 0;
        foreach (var component in components)
        {
            count += component is null ? 0 : Advanced(component);
            desired += component?.Desired ?? 0;
        }

        var before = state.Progress
            ?? (state.Step == RolloutStep.Bake ? new StepProgress(count, desired, observed.Now) : new StepProgress(0, desired, state.StepStartedAt));
        if (count > before.Count)
            return state with { Progress = new StepProgress(count, desired, observed.Now) };
        // Pods of a lost node are replaced by new ones, which have yet to come as far: the count goes on from what is left. The time does not.
        var isCountedAnew = desired != before.Desired || IsSomeReplaced(components, before.At);
        return state with { Progress = isCountedAnew ? before with { Count = count, Desired = desired } : before };
    }

    /// <summary>When the step has failed unless there is progress.</summary>
    public static DateTimeOffset Deadline(RolloutState state, RolloutPolicy policy) =>
        (state.Progress is { } progress && progress.At > state.StepStartedAt ? progress.At : state.StepStartedAt) + policy.ProgressDeadline;

    private static bool IsSomeReplaced(ReadOnlySpan<ComponentHealth?> components, DateTimeOffset time)
    {
        foreach (var component in components)
        {
            if (component?.NewestUnreadyPodAt > time)
                return true;
        }

        return false;
    }

    private static int Advanced(ComponentHealth health) =>
        health.Updated + health.ReadyUpdated + (health.Observed ? Math.Max(0, health.Desired - (health.Total - health.Updated)) : 0);
}
