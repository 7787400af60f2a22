using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>Nodes go and come: a drain, or an autoscaler whose new node takes minutes, says nothing of a revision that has run.</summary>
public sealed class LostNodeTests
{
    private static readonly Failure NoNode = new(Reasons.Unschedulable, "pod x cannot be scheduled: 0/3 nodes are available");
    private static readonly Failure NoImage = new(Reasons.ImagePullFailed, "pod x, container api: ImagePullBackOff: not found");

    public static TheoryData<string, string> Waiting() =>
        [
            .. from component in new[] { "api", "worker", "redis" }
            from failure in new[] { NoNode, NoImage }
            select new TheoryDataRow<string, string>(component, failure.Reason),
        ];

    [Theory]
    [MemberData(nameof(Waiting))]
    public void A_pod_that_waits_for_its_node_fails_no_revision_that_is_verified(string component, string reason)
    {
        var observed = With(Snapshots.Observe(), component, reason);
        Assert.Equal(RolloutStep.Verify, RolloutMachine.Decide(Snapshots.Attempt(RolloutStep.Verify), observed).State.Step);
        var passed = RolloutMachine.Decide(Snapshots.Attempt(RolloutStep.Verify), observed with { Smoke = new SmokeOutcome.Passed() });
        Assert.Equal("v2", passed.State.LastGood);
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public void A_rollback_waits_for_a_node_until_its_deadline_and_says_so(string component, string reason)
    {
        var state = Snapshots.Attempt(RolloutStep.Rollback);
        var observed = With(Snapshots.Observe("v1"), component, reason);
        var waiting = RolloutMachine.Decide(state, observed);
        Assert.Equal(RolloutStep.Rollback, waiting.State.Step);
        Assert.Equal(Snapshots.Now + Snapshots.Deadline, waiting.RequeueAt);
        var ended = RolloutMachine.Decide(waiting.State, observed with { Now = Snapshots.Now + Snapshots.Deadline });
        Assert.Equal((FailedOutcome.RollbackFailed, reason), (ended.State.Failed?.Outcome, ended.State.Failed?.RollbackError?.Reason));
        Assert.Contains("the rollback made no progress for 300 s", ended.State.Failed!.RollbackError!.Message, StringComparison.Ordinal);
        Assert.Contains("pod x", ended.State.Failed.RollbackError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_crashes_is_not_hidden_by_one_that_waits_for_a_node()
    {
        var observed = With(Snapshots.Observe(), "redis", Reasons.Unschedulable);
        observed = observed with { Worker = observed.Worker with { Available = 0, Fatal = new Failure(Reasons.CrashLoop, "exit code 1") } };
        var decision = RolloutMachine.Decide(Snapshots.Attempt(RolloutStep.Verify), observed);
        Assert.Equal(("exit code 1", RolloutStep.Rollback), (decision.State.Cause?.Message, decision.State.Step));
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public void What_has_never_run_fails_at_once(string component, string reason)
    {
        var decision = RolloutMachine.Decide(Snapshots.Attempt(RolloutStep.Roll), With(Snapshots.Observe(), component, reason));
        Assert.Equal(reason, decision.State.Cause?.Reason);
    }

    private static Observed With(Observed observed, string component, string reason)
    {
        return component switch
        {
            "api" => observed with { Api = Lost(observed.Api) },
            "worker" => observed with { Worker = Lost(observed.Worker) },
            _ => observed with { Redis = Lost(observed.Redis) },
        };

        ComponentHealth Lost(ComponentHealth health) => health with
        {
            Available = 0,
            Ready = 0,
            ReadyUpdated = 0,
            AwaitingNode = 1,
            Fatal = reason == NoNode.Reason ? NoNode : NoImage,
            FatalPodAt = Snapshots.Now,
        };
    }
}
