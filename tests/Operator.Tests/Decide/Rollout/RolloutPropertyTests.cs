using CsCheck;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

[Collection(nameof(Properties))]
public sealed class RolloutPropertyTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private static readonly Gen<Dictionary<string, Behaviour>> Worlds =
        Gen.Enum<Behaviour>().Array[3].Select(rest => new Dictionary<string, Behaviour>
        {
            ["a"] = Behaviour.Healthy,
            ["b"] = rest[0],
            ["c"] = rest[1],
            ["d"] = rest[2],
        });

    /// <summary>What may happen, in any order: 0-3 another spec, then work, probes, time, another look, orders, another policy, backups.</summary>
    private static readonly Gen<int[]> Histories = Gen.Int[0, 21].Array[0, 80];

    [Fact]
    public void Whatever_happens_the_rules_hold_at_every_step() =>
        Gen.Select(Worlds, Histories).Sample((revisions, history) =>
        {
            var world = Started(revisions);
            foreach (var step in history)
            {
                Do(world, step);
                var state = world.State;
                var decision = world.Reconcile();
                UsersMeetOnlyWhatPassed(world, decision, state.LastGood);
                // What is due and changes nothing would be due again at once, without an end.
                Assert.False(decision.RequeueAt <= world.Now && decision.State == state, $"{state.Step} is due at {decision.RequeueAt}");
                NothingNewRunsDuringItsBackup(world, decision);
                ConditionsObeyKstatus(world);
                Assert.Equal(ExpectedProbes(world), decision.Smoke);
            }
        });

    [Fact]
    public void Whatever_happened_it_ends_and_then_stays() =>
        Gen.Select(Worlds, Histories).Sample((revisions, history) =>
        {
            var world = Started(revisions);
            foreach (var step in history)
            {
                Do(world, step);
                world.Reconcile();
            }

            world.SettleForGood();
            var (state, status) = (world.State, world.Status);
            world.Advance(TimeSpan.FromDays(1));
            world.Reconcile();
            // A rollback that failed is verified again by itself.
            if (state.Failed is { Outcome: FailedOutcome.RollbackFailed })
            {
                world.Settle(200);
                Assert.Equal(state.LastGood, world.State.LastGood);
                Assert.Contains(world.Status!.Phase, new[] { Phases.Failed, Phases.RolledBack, Phases.Ready });
                return;
            }

            Assert.Equal(state, world.State);
            Assert.Empty(world.Decision!.Transitions);
            Assert.Equal(status!.Message, world.Status!.Message);
        });

    /// <summary>
    /// Without leaps of time and orders: a healthy revision that was overtaken by its deadline, or aborted, counts as failed, and rightly stays so.
    /// </summary>
    [Fact]
    public void It_ends_on_the_spec_when_that_works_and_else_on_what_worked_before() =>
        Gen.Select(Worlds, Histories, Gen.Int[0, 3]).Sample((revisions, history, last) =>
        {
            var world = Started(revisions);
            foreach (var step in history.Where(step => step is not (10 or > 11)))
            {
                Do(world, step);
                world.Reconcile();
            }

            world.Apply(Names[last]);
            world.SettleForGood();
            var works = revisions[Names[last]] == Behaviour.Healthy;
            Assert.Equal(works ? Phases.Ready : Phases.RolledBack, world.Status!.Phase);
            Assert.Equal(works ? "Current" : "Failed", KStatus.Of(world.Status, world.Generation));
            Assert.Equal(Behaviour.Healthy, revisions[world.Decision!.Stable]);
        });

    [Fact]
    public void The_same_input_gives_the_same_decision() =>
        Gen.Select(Worlds, Histories).Sample((revisions, history) =>
        {
            var (left, right) = (Started(revisions), Started(revisions));
            foreach (var step in history)
            {
                Do(left, step);
                Do(right, step);
                left.Reconcile();
                right.Reconcile();
            }

            Assert.Equal(left.Log, right.Log);
        });

    private static SimulatedWorld Started(Dictionary<string, Behaviour> revisions)
    {
        var world = new SimulatedWorld(revisions);
        world.Apply("a");
        world.Settle();
        return world;
    }

    private static void Do(SimulatedWorld world, int step)
    {
        switch (step)
        {
            case <= 3:
                world.Apply(Names[step]);
                break;
            case <= 6:
                world.Progress();
                break;
            case <= 8:
                world.EndSmoke();
                break;
            case 9:
                world.Advance(TimeSpan.FromSeconds(1));
                break;
            case 10:
                world.Advance(TimeSpan.FromMinutes(6));
                break;
            case 12:
                world.Annotate(world.Commands with { Retry = Token(world) });
                break;
            case 13:
                world.Annotate(world.Commands with { Abort = Token(world) });
                break;
            case 14:
                world.Annotate(world.Commands with { Promote = Token(world) });
                break;
            case 15:
                world.Annotate(world.Commands with { RollbackTo = $"shop-{Names[world.Generation % 4]}/{Token(world)}" });
                break;
            case 19:
                world.BackUpFirst = !world.BackUpFirst;
                break;
            case 20:
                world.EndBackup();
                break;
            case 21:
                world.BackupsSucceed = !world.BackupsSucceed;
                break;
            case >= 16:
                world.Rollback = (RollbackPolicy)(step - 16);
                break;
            default:
                break;
        }
    }

    private static string Token(SimulatedWorld world) => world.Log.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Or what a person let through, or put there.</summary>
    private static void UsersMeetOnlyWhatPassed(SimulatedWorld world, RolloutDecision decision, string? lastGood)
    {
        if (world.State.Promoted || world.Commands.RollbackTo is not null)
            world.SmokedAsPreview.Add(decision.Stable);
        Assert.True(
            decision.Stable == lastGood || decision.Stable == world.State.LastGood || world.SmokedAsPreview.Contains(decision.Stable),
            $"{decision.Stable} serves unverified\n{world.Log}");
    }

    private static void NothingNewRunsDuringItsBackup(SimulatedWorld world, RolloutDecision decision)
    {
        if (decision.BackUp)
            Assert.True(decision.Preview is null && decision.Stable != decision.State.Revision && decision.State.Step == RolloutStep.Backup, world.Log);
    }

    /// <summary>From the moment that a probing step is entered; a rollback is probed once it is there.</summary>
    private static SmokeTarget? ExpectedProbes(SimulatedWorld world) => world.State.Step switch
    {
        RolloutStep.Smoke => SmokeTarget.Preview,
        RolloutStep.Verify => SmokeTarget.Stable,
        RolloutStep.RollbackVerify => world.Decision!.Smoke,
        _ => null,
    };

    private static void ConditionsObeyKstatus(SimulatedWorld world)
    {
        var conditions = world.Status!.Conditions!;
        Assert.False(conditions.Any(c => c.Type == "Reconciling") && conditions.Any(c => c.Type == "Stalled"), world.Log);
        Assert.All(conditions.Where(c => c.Type is "Reconciling" or "Stalled"), c => Assert.Equal("True", c.Status));
        Assert.All(conditions, c => Assert.NotEmpty(c.Reason));
        Assert.True(Assert.Single(conditions, c => c.Type == "Progressing").Status == "True" || conditions.All(c => c.Type != "Reconciling"), world.Log);
        Assert.Equal(world.Generation, world.Status.ObservedGeneration);
        if (world.State.Step != RolloutStep.Idle)
            Assert.Equal("InProgress", KStatus.Of(world.Status, world.Generation));
    }
}
