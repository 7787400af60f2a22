using October.Testing;

namespace October.Operator.Rollout;

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
        world.RetryToken = "now";
        world.Say("october.dev/retry: now");
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
    public void Without_a_preview_the_stable_side_rolls_at_once()
    {
        var world = new SimulatedWorld(Revisions) { PreviewOn = false };
        world.Apply("v1");
        world.Settle();
        world.Apply("smoke");
        world.Settle();
        Check("no-preview", world);
    }

    private static SimulatedWorld Installed()
    {
        var world = new SimulatedWorld(Revisions);
        world.Apply("v1");
        world.Settle();
        return world;
    }

    private static void Check(string name, SimulatedWorld world) =>
        Golden.Matches($"tests/Operator.Tests/Rollout/Golden/{name}.golden", world.Log);
}
