namespace October.Operator.Decide.Rollout.Model;

/// <summary>What follows when a revision fails.</summary>
internal enum RollbackPolicy
{
    /// <summary>The last good revision is rolled back to at once.</summary>
    Automatic,

    /// <summary>What already receives traffic stays until a person decides; a preview is removed.</summary>
    Manual,

    /// <summary>Everything stays as it failed.</summary>
    Freeze,
}
