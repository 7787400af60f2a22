namespace October.Operator.Decide.Rollout.Model;

/// <summary>Where an attempt stands. The names are part of the status API.</summary>
internal enum RolloutStep
{
    /// <summary>No attempt is under way.</summary>
    Idle,

    /// <summary>Redis is backed up before anything of the new revision runs.</summary>
    Backup,

    /// <summary>The new revision starts beside the serving one.</summary>
    Preview,

    /// <summary>Smoke probes run against the preview.</summary>
    Smoke,

    /// <summary>The stable Deployments roll to the new revision.</summary>
    Roll,

    /// <summary>Smoke probes run through the stable Service.</summary>
    Verify,

    /// <summary>The new revision is watched for a while.</summary>
    Bake,

    /// <summary>The stable Deployments go back to the last good revision.</summary>
    Rollback,

    /// <summary>Smoke probes run against the revision that was rolled back to.</summary>
    RollbackVerify,
}
