using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

public sealed class BakeTests
{
    private static readonly TimeSpan BakeTime = TimeSpan.FromMinutes(20);
    private static readonly ComponentHealth Unready = Snapshots.Running("v2") with { Available = 0, Ready = 0, ReadyUpdated = 0 };
    private static readonly ComponentHealth WithoutNode = Snapshots.Running("v2", 3) with
    {
        Available = 2,
        Ready = 2,
        ReadyUpdated = 2,
        AwaitingNode = 1,
        Fatal = new Failure(Reasons.Unschedulable, "pod x cannot be scheduled: 0/3 nodes are available"),
    };

    [Fact]
    public void A_revision_that_runs_to_the_end_passes() => Assert.Equal("v2", After(BakeTime, Snapshots.Running("v2")).State.LastGood);

    [Fact]
    public void A_revision_without_a_ready_pod_does_not_pass()
    {
        var decision = After(BakeTime, Unready);
        Assert.Equal((RolloutStep.Bake, "v1"), (decision.State.Step, decision.State.LastGood));
        Assert.Equal(Snapshots.Now + BakeTime + Snapshots.Deadline, decision.RequeueAt);
    }

    [Fact]
    public void A_revision_that_does_not_come_back_within_the_progress_deadline_fails_and_says_what_is_missing()
    {
        var stopped = After(TimeSpan.FromMinutes(1), Unready);
        var failed = Decide(stopped.State, TimeSpan.FromMinutes(6), Unready);
        Assert.Equal(RolloutStep.Rollback, failed.State.Step);
        Assert.Equal(
            "the revision under watch made no progress for 300 s: 0/1 pods of app:v2 available", failed.State.Cause?.Message);
    }

    [Fact]
    public void A_revision_that_comes_back_in_time_is_watched_to_the_end_and_passes()
    {
        var stopped = After(TimeSpan.FromMinutes(1), Unready);
        var back = Decide(stopped.State, TimeSpan.FromMinutes(5), Snapshots.Running("v2"));
        Assert.Equal(Snapshots.Now + BakeTime, back.RequeueAt);
        // Stopped once more, it has the whole deadline again.
        var again = Decide(back.State, TimeSpan.FromMinutes(9), Unready);
        Assert.Equal(RolloutStep.Bake, Decide(again.State, TimeSpan.FromMinutes(13), Unready).State.Step);
        Assert.Equal("v2", Decide(again.State, BakeTime, Snapshots.Running("v2")).State.LastGood);
    }

    [Fact]
    public void A_pod_that_waits_for_a_node_holds_up_no_revision_whose_other_pods_run() =>
        Assert.Equal("v2", After(BakeTime, WithoutNode).State.LastGood);

    [Fact]
    public void Pods_that_quota_keeps_from_being_created_hold_up_no_revision_whose_other_pods_run()
    {
        var refused = Snapshots.Running("v2", 2) with { Desired = 3, CreateFailure = new Failure(Reasons.QuotaExceeded, "exceeded quota: q") };
        Assert.Equal("v2", After(BakeTime, refused).State.LastGood);
    }

    [Fact]
    public void A_revision_none_of_whose_pods_has_a_node_fails_at_the_deadline_and_is_retried()
    {
        var none = WithoutNode with { Available = 0, AwaitingNode = 3 };
        var stopped = After(TimeSpan.FromMinutes(1), none);
        Assert.Equal(RolloutStep.Bake, stopped.State.Step);
        var failed = Decide(stopped.State, TimeSpan.FromMinutes(6), none);
        Assert.Equal(Reasons.Unschedulable, failed.State.Cause?.Reason);
        Assert.EndsWith("; pod x cannot be scheduled: 0/3 nodes are available", failed.State.Cause!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_loop_fails_at_once()
    {
        var crashing = Unready with { Fatal = new Failure(Reasons.CrashLoop, "pod x, container api: CrashLoopBackOff") };
        Assert.Equal(Reasons.CrashLoop, After(TimeSpan.FromMinutes(1), crashing).State.Cause?.Reason);
    }

    private static RolloutDecision After(TimeSpan time, ComponentHealth api) => Decide(Snapshots.Attempt(RolloutStep.Bake), time, api);

    private static RolloutDecision Decide(RolloutState state, TimeSpan time, ComponentHealth api) => RolloutMachine.Decide(
        state,
        Snapshots.Observe() with
        {
            Now = Snapshots.Now + time,
            Api = api,
            Policy = new RolloutPolicy(true, Snapshots.Deadline, BakeTime),
        });
}
