using System.Collections.Immutable;
using October.Operator.Decide.Events;

namespace October.Operator.Decide.Rollout.Model;

/// <summary>What should be now.</summary>
internal sealed record RolloutDecision
{
    /// <summary>What to remember.</summary>
    public required RolloutState State { get; init; }

    /// <summary>Hash of the revision behind the Service.</summary>
    public required string Stable { get; init; }

    /// <summary>Hash of the revision to run beside it; null for none.</summary>
    public string? Preview { get; init; }

    /// <summary>Which side to probe now; null for none.</summary>
    public SmokeTarget? Smoke { get; init; }

    /// <summary>The backup that the attempt waits for is to be created, unless its Job exists.</summary>
    public bool BackUp { get; init; }

    /// <summary>What to publish, one per transition.</summary>
    public ImmutableArray<Transition> Transitions { get; init; } = [];

    /// <summary>An attempt that ended with this decision.</summary>
    public FinishedAttempt? Finished { get; init; }

    /// <summary>When the next decision is due even if nothing happens; null when only an event can change it.</summary>
    public DateTimeOffset? RequeueAt { get; init; }
}

/// <summary>Which side the smoke probes use.</summary>
internal enum SmokeTarget
{
    /// <summary>The preview pods, directly.</summary>
    Preview,

    /// <summary>The stable Service.</summary>
    Stable,
}
