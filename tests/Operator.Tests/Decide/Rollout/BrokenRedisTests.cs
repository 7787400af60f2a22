using October.Crd.Status;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>A redis that does not run is replaced through the spec. Its pods have no revision: those of the old template say nothing of the new.</summary>
public sealed class BrokenRedisTests
{
    private static readonly ComponentHealth Broken = Snapshots.Running(null) with
    {
        Available = 0,
        Ready = 0,
        ReadyUpdated = 0,
        Fatal = new Failure(Reasons.CrashLoop, "pod shop-redis-1, container redis: CrashLoopBackOff"),
        FatalPodAt = Snapshots.Now.AddHours(-1),
    };

    private static readonly Observed Before = Snapshots.Observe("v1") with { Redis = Broken, ReplacesRedis = true };

    [Fact]
    public void Without_a_preview_the_new_revision_rolls_out()
    {
        var decision = RolloutMachine.Decide(
            new RolloutState { LastGood = "v1" }, Before with { Policy = new RolloutPolicy(false, Snapshots.Deadline, TimeSpan.Zero) });
        Assert.Equal((RolloutStep.Roll, "v2"), (decision.State.Step, decision.Stable));
    }

    [Fact]
    public void A_promoted_revision_rolls_out()
    {
        var decision = RolloutMachine.Decide(
            Snapshots.Attempt(RolloutStep.Preview), Before with { Commands = new CommandTokens { Promote = "1" }, ReplacesRedis = false });
        Assert.Equal((RolloutStep.Roll, "v2"), (decision.State.Step, decision.Stable));
        Assert.Equal(RolloutStep.Roll, RolloutMachine.Decide(decision.State, Before with { Now = Snapshots.Now.AddSeconds(2) }).State.Step);
    }

    [Fact]
    public void A_preview_beside_a_redis_that_does_not_run_is_left_out_where_the_revision_replaces_it()
    {
        var decision = RolloutMachine.Decide(new RolloutState { LastGood = "v1" }, Before);
        Assert.Equal((RolloutStep.Roll, "v2"), (decision.State.Step, decision.Stable));
        var skipped = Assert.Single(decision.Transitions, transition => transition.Reason == "PreviewSkipped");
        Assert.Equal(
            "Revision v2 rolls out without a preview, which needs redis: it does not run, and this revision replaces it "
                + "(pod shop-redis-1, container redis: CrashLoopBackOff)",
            skipped.Message);
    }

    [Theory]
    [InlineData(5, "Preview")]
    [InlineData(30, "Roll")]
    public void A_crash_after_which_redis_is_soon_back_leaves_no_preview_out(int seconds, string step)
    {
        var observed = Before with { Redis = Broken with { UnavailableSince = Before.Now.AddSeconds(-seconds) } };
        Assert.Equal(step, RolloutMachine.Decide(Snapshots.Attempt(RolloutStep.Preview), observed).State.Step.ToString());
    }

    [Fact]
    public void Redis_that_may_not_be_created_is_replaced_in_the_same_way()
    {
        var refused = Broken with { Fatal = null, Updated = 0, Total = 0, CreateFailure = new Failure(Reasons.QuotaExceeded, "exceeded quota: q") };
        Assert.Equal(RolloutStep.Roll, RolloutMachine.Decide(new RolloutState { LastGood = "v1" }, Before with { Redis = refused }).State.Step);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void A_revision_that_does_not_replace_it_or_whose_redis_runs_is_previewed(bool replaces, int available)
    {
        var observed = Before with { ReplacesRedis = replaces, Redis = Broken with { Available = available } };
        Assert.Equal(RolloutStep.Preview, RolloutMachine.Decide(new RolloutState { LastGood = "v1" }, observed).State.Step);
    }

    [Theory]
    [InlineData(-1, "Roll")]
    [InlineData(0, "Rollback")]
    [InlineData(9, "Rollback")]
    public void Only_a_pod_that_was_created_in_the_step_fails_the_revision(int seconds, string step)
    {
        var observed = Before with { Redis = Broken with { FatalPodAt = Snapshots.Now.AddSeconds(seconds) }, Now = Snapshots.Now.AddSeconds(20) };
        Assert.Equal(step, RolloutMachine.Decide(Snapshots.Attempt(RolloutStep.Roll), observed).State.Step.ToString());
    }

    [Fact]
    public void A_rollback_waits_for_the_pod_that_it_replaces_to_go()
    {
        var state = Snapshots.Attempt(RolloutStep.Rollback);
        Assert.Equal(RolloutStep.Rollback, RolloutMachine.Decide(state, At(-9)).State.Step);
        var failed = RolloutMachine.Decide(state, At(9));
        Assert.Equal(FailedOutcome.RollbackFailed, failed.State.Failed?.Outcome);
    }

    [Fact]
    public void A_redis_that_crashes_behind_a_verified_revision_fails_it()
    {
        var decision = RolloutMachine.Decide(Snapshots.Attempt(RolloutStep.Verify), Snapshots.Observe() with { Redis = Broken });
        Assert.Equal(Reasons.CrashLoop, decision.State.Cause?.Reason);
    }

    private static Observed At(int seconds) => Before with { Redis = Broken with { FatalPodAt = Snapshots.Now.AddSeconds(seconds) } };
}
