namespace October.Operator.Rollout;

/// <summary>What follows when a revision fails.</summary>
internal enum RollbackPolicy
{
    /// <summary>The last good revision is put back at once.</summary>
    Automatic,

    /// <summary>What users already meet stays until a person decides; a preview is removed.</summary>
    Manual,

    /// <summary>Everything stays as it failed.</summary>
    Freeze,
}
