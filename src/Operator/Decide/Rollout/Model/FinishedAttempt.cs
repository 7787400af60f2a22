namespace October.Operator.Decide.Rollout.Model;

/// <summary>An attempt that has ended, for the history.</summary>
/// <param name="Revision">Hash of the revision tried.</param>
/// <param name="Action">Install, Update, Rollback or Restore.</param>
/// <param name="Outcome">Succeeded, RolledBack, Failed or Superseded.</param>
/// <param name="Reason">Reason of the outcome.</param>
/// <param name="StartedAt">Start.</param>
/// <param name="CompletedAt">End.</param>
internal sealed record FinishedAttempt(string Revision, string Action, string Outcome, string Reason, DateTimeOffset StartedAt, DateTimeOffset CompletedAt)
{
    /// <summary>How its smoke probes ended last.</summary>
    public IReadOnlyList<ProbeRecord> Probes { get; init; } = [];
}
