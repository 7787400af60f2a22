using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>Acts on verbs that have a new token. An order that cannot be followed is refused in words, and handled all the same.</summary>
internal static class Orders
{
    /// <summary>The state after every new order.</summary>
    public static Begun Take(RolloutState state, Observed seen)
    {
        var begun = new Begun(state with { Handled = Handled(state.Handled, seen.Asked) }, [], null);
        if (IsNew(seen.Asked.RollbackTo, state.Handled.RollbackTo))
            begun = begun.Then(RollbackTo(begun.State, seen));
        if (IsNew(seen.Asked.Abort, state.Handled.Abort))
            begun = begun.Then(Abort(begun.State, seen));
        if (IsNew(seen.Asked.Promote, state.Handled.Promote))
            begun = begun.Then(Promote(begun.State, seen));
        if (IsNew(seen.Asked.Retry, state.Handled.Retry))
            begun = begun.Then(Retry(begun.State, seen));
        return begun;
    }

    /// <summary>An annotation that is taken away is still remembered: setting the same token again asks for nothing new.</summary>
    private static Verbs Handled(Verbs before, Verbs asked) => new()
    {
        Retry = asked.Retry ?? before.Retry,
        Abort = asked.Abort ?? before.Abort,
        Promote = asked.Promote ?? before.Promote,
        RollbackTo = asked.RollbackTo ?? before.RollbackTo,
    };

    private static bool IsNew(string? asked, string? handled) => asked is not null && asked != handled;

    private static Begun Retry(RolloutState state, Observed seen)
    {
        if (state.Failed is not { } failed)
            return new Begun(state, [], null);
        var told = new Transition(false, "RetryRequested", $"Revision {failed.Hash} is tried again, as october.dev/retry asks", failed.Hash);
        var again = state with { Failed = null };
        // The last good revision itself failed when it was put back: there is nothing to roll out, only to look whether it works now.
        if (state.Step == RolloutStep.Idle && failed.Hash == state.LastGood)
            again = again with { Step = RolloutStep.RollbackVerify, Revision = failed.Hash, StartedAt = seen.Now, StepStartedAt = seen.Now };
        return new Begun(again, [told], null);
    }

    private static Begun Abort(RolloutState state, Observed seen)
    {
        var held = state is { Step: RolloutStep.Idle, Failed.Outcome: FailedOutcome.AwaitingRollback or FailedOutcome.Frozen };
        if (!held && !IsUnderWay(state))
            return Refuse(state, seen, $"abort={seen.Asked.Abort}", "no attempt is under way");
        if (!RolloutMachine.CanGoBack(state, seen))
            return Refuse(state, seen, $"abort={seen.Asked.Abort}", "there is no earlier revision to put back");
        var cause = held ? state.Failed!.Cause : new Failure(Reasons.Aborted, $"revision {state.Revision} was aborted by october.dev/abort in step {state.Step}");
        return Back(state, seen, held ? state.Failed!.Hash : state.Revision!, cause, new Transition(false, "RolloutAborted", $"{state.LastGood} is put back, as october.dev/abort asks", state.LastGood!));
    }

    /// <summary>An attempt is going forward.</summary>
    private static bool IsUnderWay(RolloutState state) =>
        state.Step is RolloutStep.Backup or RolloutStep.Preview or RolloutStep.Smoke or RolloutStep.Roll or RolloutStep.Verify or RolloutStep.Bake;

    private static Begun Promote(RolloutState state, Observed seen)
    {
        if (IsUnderWay(state))
            return new Begun(state with { Waived = state.Revision }, [Waived(state.Revision!)], null);
        if (state.Step != RolloutStep.Idle || state.Failed is not { } failed || failed.Hash != seen.Target)
            return Refuse(state, seen, $"promote={seen.Asked.Promote}", "no attempt is under way, and none has failed that the spec still asks for");
        var begun = Adoption.Begin(state, seen, RolloutStep.Roll);
        return begun with { State = begun.State with { Waived = failed.Hash }, Transitions = [Waived(failed.Hash)] };
    }

    private static Transition Waived(string revision) =>
        new(true, "RolloutPromoted", $"Revision {revision} goes live without the remaining smoke probes, as october.dev/promote asks", revision);

    private static Begun RollbackTo(RolloutState state, Observed seen)
    {
        var name = seen.Asked.RollbackTo!.Split('/')[0];
        // Revisions are told apart by hash; a name is the app's name, a dash and the hash.
        var hash = name[(name.LastIndexOf('-') + 1)..];
        if (!seen.KnownRevisions.Contains(hash))
            return Refuse(state, seen, $"rollback-to={seen.Asked.RollbackTo}", $"there is no revision {name}; known are {string.Join(", ", seen.KnownRevisions.Order(StringComparer.Ordinal))}");
        if (hash == seen.Target)
            return Refuse(state, seen, $"rollback-to={seen.Asked.RollbackTo}", $"the spec asks for {name} already; to try it again, use october.dev/retry");
        if (hash == state.LastGood && state is { Step: RolloutStep.Idle, Failed: not null, Held: null })
            return Refuse(state, seen, $"rollback-to={seen.Asked.RollbackTo}", $"{name} serves already");
        var cause = new Failure(Reasons.RollbackRequested, $"revision {hash} was asked for by october.dev/rollback-to, until the spec changes");
        return Back(state with { LastGood = hash }, seen, seen.Target, cause, new Transition(false, "RollbackRequested", $"Revision {hash} is put back, as october.dev/rollback-to asks", hash));
    }

    private static Begun Back(RolloutState state, Observed seen, string instead, Failure cause, Transition told) => new(
        state with
        {
            Step = RolloutStep.Rollback,
            Revision = instead,
            StartedAt = state.Step == RolloutStep.Idle ? seen.Now : state.StartedAt,
            StepStartedAt = seen.Now,
            Cause = cause,
            CauseAt = seen.Now,
            Held = null,
            Waived = null,
            Failed = null,
        },
        [told, new Transition(false, "RollbackStarted", $"Revision {state.LastGood} is put back: {cause.Message}", instead)],
        null);

    private static Begun Refuse(RolloutState state, Observed seen, string verb, string why) =>
        new(state, [new Transition(true, "OrderRefused", $"october.dev/{verb} was not followed: {why}", seen.Target)], null);
}
