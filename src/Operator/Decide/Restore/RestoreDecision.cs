using System.Collections.Immutable;
using October.Operator.Decide.Events;

namespace October.Operator.Decide.Restore;

/// <summary>What should be now.</summary>
/// <param name="State">What to remember; null when there never was a restore.</param>
internal sealed record RestoreDecision(RestoreState? State)
{
    /// <summary>What to publish.</summary>
    public ImmutableArray<Transition> Transitions { get; init; } = [];

    /// <summary>It has just ended.</summary>
    public bool HasEnded { get; init; }

    /// <summary>When the next decision is due even if nothing happens.</summary>
    public DateTimeOffset? RequeueAt { get; init; }
}
