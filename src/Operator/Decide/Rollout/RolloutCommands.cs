using October.Crd.Status;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>Carries out new commands that concern the rollout. One that cannot be carried out is rejected with a reason, and handled all the same.</summary>
internal static class RolloutCommands
{
    private delegate AttemptStart Effect(RolloutState state, Observed observed, string token);

    private static readonly (CommandKind Kind, Effect Carry)[] Effects =
    [
        (CommandKind.RollbackTo, RollbackTo),
        (CommandKind.Abort, Abort),
        (CommandKind.Promote, Promote),
        (CommandKind.Retry, Retry),
    ];

    /// <summary>The state after every new command.</summary>
    public static AttemptStart Apply(RolloutState state, Observed observed)
    {
        var handled = Effects.Aggregate(state.Handled, (tokens, effect) => tokens.Handle(effect.Kind, observed.Commands));
        var start = AttemptStart.Unchanged(state with { Handled = handled });
        foreach (var (kind, carry) in Effects)
        {
            if (observed.Commands.New(kind, state.Handled) is { } token)
                start = start.Then(carry(start.State, observed, token));
        }

        return start;
    }

    /// <summary>The hash that a token of <c>october.dev/rollback-to</c> names: revisions have the app's name, a dash and their hash.</summary>
    public static string HashOf(string token) => token.Split('/')[0].Split('-')[^1];

    private static AttemptStart Retry(RolloutState state, Observed observed, string token)
    {
        if (state.Failed is not { } failed)
            return Reject(state, observed, CommandKind.Retry, token, "no attempt has failed");
        var again = state with { Failed = null };
        // The last good revision itself failed after a rollback: there is nothing to roll out, only to verify whether it works now.
        if (state.Step == RolloutStep.Idle && failed.Hash == state.LastGood)
        {
            again = again with
            {
                Step = RolloutStep.RollbackVerify,
                Revision = failed.Hash,
                StartedAt = observed.Now,
                StepStartedAt = observed.Now,
                Progress = null,
            };
        }

        return new AttemptStart(again, [CommandOutcome.Accepted(CommandKind.Retry, token, $"retrying revision {failed.Hash}", failed.Hash)], null);
    }

    private static AttemptStart Abort(RolloutState state, Observed observed, string token)
    {
        var held = state is { Step: RolloutStep.Idle, Failed.Outcome: FailedOutcome.AwaitingRollback or FailedOutcome.Frozen };
        if (!held && !IsUnderWay(state))
            return Reject(state, observed, CommandKind.Abort, token, "no attempt is under way");
        if (!RollbackTarget.Exists(state, observed))
            return Reject(state, observed, CommandKind.Abort, token, "there is no earlier revision to roll back to");
        var cause = held
            ? state.Failed!.Cause
            : new Failure(Reasons.Aborted, $"revision {state.Revision} was aborted by october.dev/abort in step {state.Step}");
        var accepted = CommandOutcome.Accepted(CommandKind.Abort, token, $"rolling back to {state.LastGood}", state.LastGood!);
        return RollBack(state, observed, held ? state.Failed!.Hash : state.Revision!, cause, accepted);
    }

    /// <summary>An attempt is going forward.</summary>
    private static bool IsUnderWay(RolloutState state) =>
        state.Step is RolloutStep.Backup or RolloutStep.Preview or RolloutStep.Smoke or RolloutStep.Roll or RolloutStep.Verify or RolloutStep.Bake;

    private static AttemptStart Promote(RolloutState state, Observed observed, string token)
    {
        if (IsUnderWay(state))
            return new AttemptStart(state with { Waived = state.Revision }, [Waived(state.Revision!)], null);
        if (state.Step != RolloutStep.Idle || state.Failed is not { } failed || failed.Hash != observed.Target)
            return Reject(state, observed, CommandKind.Promote, token, "no attempt is under way, and none has failed that the spec still asks for");
        var start = AttemptStart.New(state, observed, RolloutStep.Roll);
        return start with { State = start.State with { Waived = failed.Hash }, Transitions = [Waived(failed.Hash)] };

        Transition Waived(string revision) =>
            CommandOutcome.Accepted(CommandKind.Promote, token, $"promoting revision {revision} without its remaining smoke probes", revision);
    }

    private static AttemptStart RollbackTo(RolloutState state, Observed observed, string token)
    {
        var (name, hash) = (token.Split('/')[0], HashOf(token));
        if (!observed.KnownRevisions.Contains(hash))
            return Reject(
                state,
                observed,
                CommandKind.RollbackTo,
                token,
                $"revision {name} not found, or refused by the operator's --restrict; known are "
                    + $"{string.Join(", ", observed.KnownRevisions.Order(StringComparer.Ordinal))}");
        if (hash == observed.Target)
            return Reject(state, observed, CommandKind.RollbackTo, token, $"the spec already asks for {name}; to attempt it again, use october.dev/retry");
        if (hash == state.LastGood && state is { Step: RolloutStep.Idle, Failed: not null, Held: null })
            return Reject(state, observed, CommandKind.RollbackTo, token, $"{name} is already serving");
        var cause = new Failure(Reasons.RollbackRequested, $"revision {hash} was requested by october.dev/rollback-to, until the spec changes");
        var accepted = CommandOutcome.Accepted(CommandKind.RollbackTo, token, $"rolling back to {hash} until the spec changes", hash);
        return RollBack(state with { RollbackTo = hash == state.LastGood ? null : hash }, observed, observed.Target, cause, accepted);
    }

    private static AttemptStart RollBack(RolloutState state, Observed observed, string from, Failure cause, Transition accepted) => new(
        state with
        {
            Step = RolloutStep.Rollback,
            Revision = from,
            StartedAt = state.Step == RolloutStep.Idle ? observed.Now : state.StartedAt,
            StepStartedAt = observed.Now,
            Progress = null,
            Cause = cause,
            CauseAt = observed.Now,
            Held = null,
            Waived = null,
            Failed = null,
        },
        [accepted, new Transition(false, "RollbackStarted", $"Rolling back to {state.Destination}: {cause.Message}", from)],
        IsUnderWay(state) ? null : AttemptStart.Superseded(state, observed));

    private static AttemptStart Reject(RolloutState state, Observed observed, CommandKind kind, string token, string why) =>
        new(state, [CommandOutcome.Rejected(kind, token, why, observed.Target)], null);
}
