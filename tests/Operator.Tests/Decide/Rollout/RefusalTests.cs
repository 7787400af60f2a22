using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

public sealed class RefusalTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Reasons.Invalid)]
    [InlineData(Reasons.Forbidden)]
    [InlineData(Reasons.Denied)]
    [InlineData(Reasons.QuotaExceeded)]
    public void A_refused_child_of_the_revision_fails_its_attempt_with_the_servers_words(string reason)
    {
        var decision = RolloutMachine.Decide(Rolling(), Observe(new RefusedChild("ConfigMap shop-config", reason, "too large", false) { Revision = "v2" }));
        Assert.Equal(RolloutStep.Rollback, decision.State.Step);
        Assert.Equal((reason, "ConfigMap shop-config is refused: too large"), (decision.State.Cause!.Reason, decision.State.Cause.Message));
    }

    [Fact]
    public void A_refused_live_child_fails_no_attempt() =>
        Assert.Equal(
            RolloutStep.Roll,
            RolloutMachine.Decide(Rolling(), Observe(new RefusedChild("CronJob shop-backup", Reasons.Invalid, "61 is no minute", false))).State.Step);

    [Fact]
    public void What_was_refused_before_the_step_began_does_not_count()
    {
        var observed = Observe(new RefusedChild("Deployment shop-api", Reasons.Denied, "no", true) { Revision = "v2" });
        Assert.Equal(RolloutStep.Roll, RolloutMachine.Decide(Rolling(), observed with { RefusedAt = Now.AddSeconds(-1) }).State.Step);
    }

    [Fact]
    public void A_conflict_may_pass_before_the_deadline() =>
        Assert.Equal(
            RolloutStep.Roll,
            RolloutMachine.Decide(
                Rolling(), Observe(new RefusedChild("Deployment shop-api", Reasons.Conflict, "changed meanwhile", true) { Revision = "v2" })).State.Step);

    [Fact]
    public void A_refused_child_of_the_revision_under_test_blocks_no_rollback()
    {
        var observed = Observe(new RefusedChild("ConfigMap shop-config", Reasons.Invalid, "too large", false) { Revision = "v2" });
        var state = Rolling() with { Step = RolloutStep.Rollback, Cause = new Failure(Reasons.Invalid, "too large"), CauseAt = Now };
        var decision = RolloutMachine.Decide(state, observed with { Api = Running("v1"), Worker = Running("v1") });
        Assert.Equal(RolloutStep.RollbackVerify, decision.State.Step);
    }

    [Theory]
    [InlineData("Rollback")]
    [InlineData("RollbackVerify")]
    public void A_rollback_ends_within_its_deadline_whatever_is_refused(string step)
    {
        var observed = Observe(new RefusedChild("Deployment shop-api", Reasons.Denied, "no", true) { Revision = "v1" }) with { ServiceHasAddress = false };
        var state = Rolling() with { Step = Enum.Parse<RolloutStep>(step), Cause = new Failure(Reasons.CrashLoop, "exit code 1"), CauseAt = Now };
        // Behind the Service either nothing is as it should be, or everything but its address.
        if (step == "RollbackVerify")
            observed = observed with { Api = Running("v1"), Worker = Running("v1") };
        var waiting = RolloutMachine.Decide(state, observed);
        Assert.Equal(state.Step, waiting.State.Step);
        Assert.NotNull(waiting.RequeueAt);
        var decision = RolloutMachine.Decide(waiting.State, observed with { Now = waiting.RequeueAt.Value });
        Assert.Equal(FailedOutcome.RollbackFailed, decision.State.Failed?.Outcome);
        Assert.Contains("Deployment shop-api is refused: no", decision.State.Failed!.RollbackError!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_may_not_be_created_fail_a_rolling_update_and_only_delay_a_rollback()
    {
        var failing = Running("v2") with
        {
            Updated = 0,
            Total = 0,
            Available = 0,
            CreateFailure = new Failure(Reasons.Forbidden, "violates PodSecurity"),
            CreateFailureAt = Now,
        };
        var rolling = RolloutMachine.Decide(Rolling(), Observe() with { Api = failing });
        Assert.Equal("violates PodSecurity", rolling.State.Cause?.Message);

        var back = Rolling() with { Step = RolloutStep.Rollback, Cause = rolling.State.Cause, CauseAt = Now };
        var observed = Observe() with { Api = failing with { Revision = "v1" }, Worker = Running("v1") };
        Assert.Equal(RolloutStep.Rollback, RolloutMachine.Decide(back, observed).State.Step);
        var ended = RolloutMachine.Decide(RolloutMachine.Decide(back, observed).State, observed with { Now = Now.AddMinutes(6) });
        Assert.Contains("violates PodSecurity", ended.State.Failed!.RollbackError!.Message, StringComparison.Ordinal);
    }

    /// <summary>The Deployment's condition is also about older ReplicaSets.</summary>
    [Theory]
    [InlineData("Roll")]
    [InlineData("Preview")]
    public void What_pods_were_refused_for_before_the_step_fails_the_revision_at_the_deadline_and_not_before(string step)
    {
        var refused = Running("v2") with
        {
            Updated = 0,
            Total = 0,
            Available = 0,
            CreateFailure = new Failure(Reasons.QuotaExceeded, "exceeded quota: q"),
            CreateFailureAt = Now.AddSeconds(-1),
        };
        var observed = Observe() with { Api = refused, PreviewApi = refused };
        var state = Rolling() with { Step = Enum.Parse<RolloutStep>(step) };
        var waiting = RolloutMachine.Decide(state, observed);
        Assert.Equal(step, waiting.State.Step.ToString());
        var ended = RolloutMachine.Decide(waiting.State, observed with { Now = Now.AddMinutes(6) });
        Assert.Equal(Reasons.QuotaExceeded, ended.State.Cause?.Reason);

        // In whole seconds the step and the refusal of its pods may be at the same time.
        var fresh = refused with { CreateFailureAt = Now };
        Assert.Equal(Reasons.QuotaExceeded, RolloutMachine.Decide(state, observed with { Api = fresh, PreviewApi = fresh }).State.Cause?.Reason);
    }

    [Fact]
    public void Once_all_pods_of_the_revision_are_created_an_older_refusal_is_not_the_cause()
    {
        var slow = Running("v2") with
        {
            Available = 0,
            CreateFailure = new Failure(Reasons.QuotaExceeded, "exceeded quota: q"),
            CreateFailureAt = Now.AddSeconds(-1),
        };
        var waiting = RolloutMachine.Decide(Rolling(), Observe() with { Api = slow });
        var ended = RolloutMachine.Decide(waiting.State, Observe() with { Api = slow, Now = Now.AddMinutes(6) });
        Assert.Equal(Reasons.ProgressDeadlineExceeded, ended.State.Cause?.Reason);
    }

    [Fact]
    public void A_first_install_stays_failed_while_a_child_of_it_is_refused_and_is_verified_once_it_is_not()
    {
        var refused = Observe(new RefusedChild("ConfigMap shop-config", Reasons.Invalid, "too large", false) { Revision = "v2" }) with
        {
            Api = Running("v2"),
            Worker = Running("v2"),
        };
        var failed = RolloutMachine.Decide(Rolling() with { LastGood = null }, refused);
        Assert.Equal(FailedOutcome.NoRollbackTarget, failed.State.Failed?.Outcome);
        Assert.Equal(RolloutStep.Idle, RolloutMachine.Decide(failed.State, refused).State.Step);
        Assert.Equal(RolloutStep.Verify, RolloutMachine.Decide(failed.State, refused with { Refused = [] }).State.Step);
    }

    [Theory]
    [InlineData("Backup")]
    [InlineData("Preview")]
    [InlineData("Smoke")]
    [InlineData("Roll")]
    [InlineData("Verify")]
    [InlineData("Rollback")]
    [InlineData("RollbackVerify")]
    public void What_keeps_all_from_being_applied_is_the_cause_at_the_deadline_of_every_step(string step)
    {
        var obstacle = new Failure(Reasons.DependencyNotReady, "Waiting for redis' certificate: Secret tls does not exist");
        var state = Rolling() with { Step = Enum.Parse<RolloutStep>(step) };
        if (step.StartsWith("Rollback", StringComparison.Ordinal))
            state = state with { Cause = new Failure(Reasons.CrashLoop, "exit code 1"), CauseAt = Now };
        // Of both revisions nothing is missing but what is not even applied.
        var observed = Observe() with { Obstacle = obstacle, Policy = Observe().Policy with { BackUpFirst = true } };
        if (step == "RollbackVerify")
            observed = observed with { Api = Running("v1"), Worker = Running("v1") };
        else if (step == "Verify")
            observed = observed with { Api = Running("v2"), Worker = Running("v2") };
        var waiting = RolloutMachine.Decide(state, observed);
        Assert.Equal(step, waiting.State.Step.ToString());
        var ended = RolloutMachine.Decide(waiting.State, observed with { Now = Now.AddMinutes(5) }).State;
        var cause = step.StartsWith("Rollback", StringComparison.Ordinal) ? ended.Failed?.RollbackError : ended.Cause;
        Assert.Equal(Reasons.DependencyNotReady, cause?.Reason);
        Assert.EndsWith($"; {obstacle.Message}", cause!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attempt_that_takes_too_long_says_what_keeps_it()
    {
        var observed = Observe() with
        {
            Blocked = new Failure(Reasons.NameClash, "Deployment shop-api exists and does not belong to this app"),
            Policy = Observe().Policy with { AttemptDeadline = TimeSpan.FromMinutes(1) },
        };
        var cause = RolloutMachine.Decide(Rolling(), observed with { Now = Now.AddMinutes(1) }).State.Cause;
        Assert.Equal(Reasons.AttemptDeadlineExceeded, cause?.Reason);
        Assert.EndsWith("; Deployment shop-api exists and does not belong to this app", cause!.Message, StringComparison.Ordinal);
    }

    private static RolloutState Rolling() => new()
    {
        Step = RolloutStep.Roll,
        Revision = "v2",
        LastGood = "v1",
        LastAttempted = "v2",
        StartedAt = Now,
        StepStartedAt = Now,
    };

    private static ComponentHealth Running(string? revision) => new()
    {
        Exists = true,
        Observed = true,
        Revision = revision,
        Image = "app:" + revision,
        Desired = 1,
        Total = 1,
        Updated = 1,
        ReadyUpdated = 1,
        Ready = 1,
        Available = 1,
    };

    private static Observed Observe(params RefusedChild[] refused) => new()
    {
        Now = Now,
        Generation = 2,
        Target = "v2",
        KnownRevisions = new HashSet<string> { "v1", "v2" },
        Api = Running("v2") with { Available = 0, ReadyUpdated = 0 },
        Worker = Running("v2") with { Available = 0, ReadyUpdated = 0 },
        Redis = Running(null),
        PreviewApi = ComponentHealth.Absent,
        PreviewWorker = ComponentHealth.Absent,
        Smoke = new SmokeOutcome.Running(),
        Policy = new RolloutPolicy(true, TimeSpan.FromMinutes(5), TimeSpan.Zero),
        Refused = refused,
        RefusedAt = Now,
    };
}
