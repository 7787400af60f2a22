using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout.Model;
using October.Testing;

namespace October.Operator.Decide.Rollout;

/// <summary>Whole rollouts as readable logs; a change of behaviour shows up as a diff of them.</summary>
public sealed class RolloutGoldenTests
{
    private static readonly Dictionary<string, Behaviour> Revisions = new()
    {
        ["v1"] = Behaviour.Healthy,
        ["v2"] = Behaviour.Healthy,
        ["never"] = Behaviour.NeverReady,
        ["crash"] = Behaviour.CrashLoop,
        ["pull"] = Behaviour.ImagePull,
        ["smoke"] = Behaviour.BadSmoke,
        ["service"] = Behaviour.BadOnlyInService,
        ["room"] = Behaviour.NoRoom,
    };

    [Theory]
    [InlineData("v2")]
    [InlineData("never")]
    [InlineData("crash")]
    [InlineData("pull")]
    [InlineData("smoke")]
    [InlineData("service")]
    public void An_update_reads_like_this(string revision)
    {
        var world = Installed();
        world.Apply(revision);
        world.Settle();
        world.Say("spec goes back");
        world.Apply("v1");
        world.Settle();
        Check($"update-to-{revision}", world);
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("smoke")]
    public void A_first_deploy_that_fails_keeps_its_evidence(string revision)
    {
        var world = new SimulatedWorld(Revisions);
        world.Apply(revision);
        world.Settle();
        world.Say("the same spec again, a hundred times");
        for (var i = 0; i < 100; i++)
            world.Settle();
        world.Say("a good one");
        world.Apply("v1");
        world.Settle();
        Check($"first-deploy-{revision}", world);
    }

    [Fact]
    public void Going_back_in_the_middle_of_a_roll_heals_at_once()
    {
        var world = Installed();
        world.Apply("v2");
        while (world.State.Step != RolloutStep.Roll)
        {
            world.Reconcile();
            world.Progress();
            world.EndSmoke();
        }

        world.Apply("v1");
        world.Settle();
        Check("revert-mid-roll", world);
    }

    [Fact]
    public void A_retry_tries_the_failed_revision_once_more()
    {
        var world = Installed();
        world.Apply("smoke");
        world.Settle();
        world.Annotate(new CommandTokens { Retry = "now" });
        world.Settle();
        world.Settle();
        Check("retry", world);
    }

    [Fact]
    public void A_bake_watches_before_it_trusts()
    {
        var world = new SimulatedWorld(Revisions) { BakeTime = TimeSpan.FromMinutes(10) };
        world.Apply("v1");
        world.Settle();
        Check("bake", world);
    }

    [Fact]
    public void A_revision_that_stops_running_while_it_is_watched_is_rolled_back()
    {
        var world = new SimulatedWorld(Revisions) { BakeTime = TimeSpan.FromMinutes(10) };
        world.Apply("v1");
        world.Settle();
        world.Apply("v2");
        while (world.Reconcile().State.Step != RolloutStep.Bake)
        {
            world.Progress();
            world.EndSmoke();
            world.Advance(TimeSpan.FromSeconds(1));
        }

        world.Stop("v2");
        world.Settle();
        Check("bake-stops", world);
    }

    [Fact]
    public void Without_a_preview_the_stable_side_rolls_at_once()
    {
        var world = new SimulatedWorld(Revisions) { PreviewOn = false };
        world.Apply("v1");
        world.Settle();
        world.Apply("smoke");
        world.Settle();
        Check("no-preview", world);
    }

    [Fact]
    public void What_the_cluster_made_fail_is_tried_again_a_few_times()
    {
        var world = Installed();
        world.Apply("room");
        world.SettleForGood();
        Check("retries", world);
    }

    [Theory]
    [InlineData(RollbackPolicy.Manual, "smoke")]
    [InlineData(RollbackPolicy.Manual, "service")]
    [InlineData(RollbackPolicy.Freeze, "smoke")]
    [InlineData(RollbackPolicy.Freeze, "service")]
    public void A_policy_that_leaves_things_alone_waits_for_abort(object policy, string revision)
    {
        var world = Installed((RollbackPolicy)policy);
        world.Apply(revision);
        world.Settle();
        world.Annotate(new CommandTokens { Abort = "1" });
        world.Settle();
        world.Say("the same token again");
        world.Settle();
        Check($"{policy}-abort-{revision}".ToLowerInvariant(), world);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("smoke")]
    public void What_was_left_in_place_can_be_accepted(string revision)
    {
        var world = Installed(RollbackPolicy.Freeze);
        world.Apply(revision);
        world.Settle();
        world.Annotate(new CommandTokens { Promote = "1" });
        world.Settle();
        Check($"promote-{revision}", world);
    }

    [Fact]
    public void What_is_frozen_stays_behind_the_Service_while_its_fix_is_previewed()
    {
        var world = Installed(RollbackPolicy.Freeze);
        world.Apply("service");
        world.Settle();
        world.Apply("smoke");
        world.Settle();
        world.Apply("service");
        world.Settle();
        world.Apply("v2");
        world.Settle();
        Check("freeze-fix", world);
    }

    [Fact]
    public void A_last_good_revision_that_no_longer_works_is_looked_at_once_and_again_on_retry()
    {
        var world = Installed();
        world.Apply("v2");
        world.Settle();
        world.Annotate(new CommandTokens { RollbackTo = "shop-v1" });
        world.Break("v2", Behaviour.BadSmoke);
        world.Settle();
        world.Annotate(new CommandTokens { RollbackTo = "shop-v2" });
        world.Apply("v1");
        world.Break("v1", Behaviour.BadSmoke);
        world.Settle();
        world.Say("and nothing more happens");
        world.Settle();
        world.Break("v1", Behaviour.Healthy);
        world.Annotate(new CommandTokens { Retry = "1" });
        world.Settle();
        Check("last-good-breaks", world);
    }

    [Fact]
    public void An_attempt_can_be_aborted_and_is_not_tried_again()
    {
        var world = Installed();
        world.Apply("v2");
        world.Reconcile();
        world.Annotate(new CommandTokens { Abort = "1" });
        world.Settle();
        world.Say("the same spec again");
        world.Settle();
        Check("abort", world);
    }

    [Fact]
    public void An_older_revision_is_rolled_back_until_the_spec_changes()
    {
        var world = Installed();
        world.Apply("v2");
        world.Settle();
        world.Annotate(new CommandTokens { RollbackTo = "shop-v1/first" });
        world.Settle();
        world.Say("the spec is applied again, unchanged");
        world.Settle();
        world.Annotate(new CommandTokens { RollbackTo = "shop-v0/second" });
        world.Settle();
        world.Annotate(new CommandTokens { Retry = "1", RollbackTo = "shop-v0/second" });
        world.Settle();
        Check("rollback-to", world);
    }

    [Theory]
    [InlineData(RollbackPolicy.Automatic)]
    [InlineData(RollbackPolicy.Freeze)]
    public void A_backup_comes_before_anything_new_and_without_one_nothing_new_starts(object policy)
    {
        var world = new SimulatedWorld(Revisions) { BackUpFirst = true, Rollback = (RollbackPolicy)policy };
        world.Apply("v1");
        world.Settle();
        world.Say("there is data now");
        world.Apply("v2");
        world.Settle();
        world.Say("backups fail from now on");
        world.BackupsSucceed = false;
        world.Apply("v1");
        world.Settle();
        world.SettleForGood();
        world.Say("a person goes on without");
        world.Annotate(new CommandTokens { Promote = "1" });
        world.Settle();
        Check($"backup-first-{policy}".ToLowerInvariant(), world);
    }

    [Fact]
    public void What_a_rollback_cannot_restore_is_reported()
    {
        var world = Installed();
        world.Unreverted = "volume shop-redis-data stays at 5Gi instead of 1Gi: a volume never shrinks";
        world.Apply("smoke");
        world.Settle();
        Assert.Contains(world.Unreverted, world.Status!.Message, StringComparison.Ordinal);
        Assert.Equal(world.Unreverted, world.Status.Failed!.Unreverted);
        Check("rollback-incomplete", world);
    }

    [Fact]
    public void The_history_says_how_each_probe_of_an_attempt_ended()
    {
        var world = Installed();
        world.Apply("smoke");
        world.Settle();
        Assert.Equal(["smoke: healthz Passed, add Failed", "v1: healthz Passed, add Passed"], world.Status!.History!.Select(entry =>
            $"{entry.Revision!["shop-".Length..]}: {string.Join(", ", entry.Probes!.Select(probe => $"{probe.Name} {probe.Result}"))}"));
        Assert.Null(world.Status.Rollout);
    }

    private static SimulatedWorld Installed(RollbackPolicy policy = RollbackPolicy.Automatic)
    {
        var world = new SimulatedWorld(Revisions) { Rollback = policy };
        world.Apply("v1");
        world.Settle();
        return world;
    }

    private static void Check(string name, SimulatedWorld world) =>
        Golden.Matches($"tests/Operator.Tests/Decide/Rollout/Golden/{name}.golden", world.Log);
}
