using System.Collections.Immutable;
using October.Operator.Rollout;

namespace October.Operator.Restoring;

/// <summary>What should be now.</summary>
/// <param name="State">What to remember; null when there never was a restore.</param>
internal sealed record RestoreDecision(RestoreState? State)
{
    /// <summary>Things worth telling.</summary>
    public ImmutableArray<Transition> Transitions { get; init; } = [];

    /// <summary>It has just ended.</summary>
    public bool HasEnded { get; init; }

    /// <summary>When the next decision is due even if nothing happens.</summary>
    public DateTimeOffset? WakeAt { get; init; }
}
