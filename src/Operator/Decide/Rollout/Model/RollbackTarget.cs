namespace October.Operator.Decide.Rollout.Model;

/// <summary>Whether there is a revision to roll back to.</summary>
internal static class RollbackTarget
{
    /// <summary>A revision was verified before, and its ControllerRevision is still there.</summary>
    public static bool Exists(RolloutState state, Observed observed) => state.LastGood is not null && observed.KnownRevisions.Contains(state.LastGood);
}
