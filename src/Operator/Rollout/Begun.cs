namespace October.Operator.Rollout;

/// <summary>What is under way once the spec has been looked at, and what that look changed.</summary>
/// <param name="State">The attempt to go on with.</param>
/// <param name="Transitions">Things that just happened.</param>
/// <param name="Finished">An attempt that the spec has overtaken.</param>
internal readonly record struct Begun(RolloutState State, IReadOnlyList<Transition> Transitions, FinishedAttempt? Finished);
