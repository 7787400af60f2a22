namespace October.Operator.Rollout;

/// <summary>What is under way once orders and the spec have been looked at, and what that look changed.</summary>
/// <param name="State">The attempt to go on with.</param>
/// <param name="Transitions">Things that just happened.</param>
/// <param name="Finished">An attempt that was overtaken.</param>
internal readonly record struct Begun(RolloutState State, IReadOnlyList<Transition> Transitions, FinishedAttempt? Finished)
{
    /// <summary>This, and then what followed from its state.</summary>
    public Begun Then(Begun next) => new(next.State, [.. Transitions, .. next.Transitions], next.Finished ?? Finished);
}
