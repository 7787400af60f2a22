using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout.Model;
using October.Testing;

namespace October.Operator.Decide.Rollout;

public sealed class RolloutCommandsTests
{
    [Fact]
    public void An_attempt_whose_rollback_another_revision_interrupts_has_failed_and_stays_so()
    {
        var world = new SimulatedWorld(new Dictionary<string, Behaviour>
        {
            ["v1"] = Behaviour.Healthy,
            ["service"] = Behaviour.BadOnlyInService,
            ["v2"] = Behaviour.Healthy,
        });
        world.Apply("v1");
        world.Settle();
        world.Apply("service");
        while (world.Reconcile().State.Step != RolloutStep.Rollback)
        {
            world.Progress();
            world.EndSmoke();
            world.Advance(TimeSpan.FromSeconds(1));
        }

        world.Apply("v2");
        var finished = world.Reconcile().Finished!;
        Assert.Equal(("service", "Failed", "SmokeProbeFailed"), (finished.Revision, finished.Outcome, finished.Reason));
        // Back to it: what failed is not attempted again by itself.
        world.Apply("service");
        world.Settle();
        Assert.Equal(("v1", "service"), (world.State.LastGood, world.State.Failed!.Hash));
        Assert.Equal("RolledBack", world.Status!.Phase);
    }

    /// <summary>What a person requests may never have passed: it is the last good revision only when it has.</summary>
    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public void A_requested_revision_that_fails_is_left_again_for_the_last_good_one(string spec)
    {
        var world = new SimulatedWorld(new Dictionary<string, Behaviour>
        {
            ["v1"] = Behaviour.Healthy,
            ["service"] = Behaviour.BadOnlyInService,
            ["v2"] = Behaviour.Healthy,
            ["v3"] = Behaviour.BadSmoke,
        });
        foreach (var revision in new[] { "v1", "service", "v2", spec })
        {
            world.Apply(revision);
            world.Settle();
        }

        world.Annotate(new CommandTokens { RollbackTo = "shop-service" });
        while (world.Reconcile().State.RollbackTo is not null)
        {
            Assert.Equal("v2", world.State.LastGood);
            world.Progress();
            world.EndSmoke();
            world.Advance(TimeSpan.FromSeconds(1));
        }

        world.Settle();
        Assert.Equal("v2", world.State.LastGood);
        Golden.Matches($"tests/Operator.Tests/Decide/Rollout/Golden/rollback-to-failing-from-{spec}.golden", world.Log);
    }
}
