namespace October.Operator.Decide.Rollout.Model;

/// <summary>What is known of a smoke run.</summary>
internal abstract record SmokeOutcome
{
    /// <summary>The probes that have ended, in order; a failure is the last.</summary>
    public IReadOnlyList<ProbeRecord> Probes { get; init; } = [];

    /// <summary>Not finished, or not started.</summary>
    internal sealed record Running : SmokeOutcome
    {
        /// <summary>Which probe the app's load holds up, in words; null when none.</summary>
        public string? Busy { get; init; }
    }

    /// <summary>Every probe passed.</summary>
    internal sealed record Passed : SmokeOutcome;

    /// <summary>A probe failed for good.</summary>
    internal sealed record Failed(Failure Cause) : SmokeOutcome;
}
