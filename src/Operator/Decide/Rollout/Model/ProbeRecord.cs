namespace October.Operator.Decide.Rollout.Model;

/// <summary>How one smoke probe of a run ended.</summary>
/// <param name="Name">The probe.</param>
/// <param name="Passed">It did what was expected.</param>
/// <param name="Milliseconds">How long all its tries took together.</param>
internal sealed record ProbeRecord(string Name, bool Passed, long Milliseconds)
{
    /// <summary>Why it was not run, as what it needs is scaled to zero; null for one that was.</summary>
    public string? Skipped { get; init; }
}
