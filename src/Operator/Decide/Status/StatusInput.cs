using October.Crd.Defaults;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

/// <summary>What status is made from.</summary>
internal sealed record StatusInput
{
    public required string AppName { get; init; }

    public required string Namespace { get; init; }

    public required RolloutDecision Decision { get; init; }

    public required Observed Observed { get; init; }

    /// <summary>The revision that serves, resolved.</summary>
    public required ResolvedApp Serving { get; init; }

    /// <summary>Images of the attempt that just finished, if one did.</summary>
    public IReadOnlyList<string>? FinishedImages { get; init; }

    /// <summary>Who requested it, where known.</summary>
    public string? FinishedBy { get; init; }

    /// <summary>The restore under way, or the last one.</summary>
    public RestoreStatus? Restore { get; init; }

    /// <summary>Kind and name of what outlives the app.</summary>
    public IReadOnlyList<string> KeptOnDeletion { get; init; } = [];

    /// <summary>Why callers from outside of the cluster need no key; null where they do, or there are none.</summary>
    public Exposure? Exposure { get; init; }

    /// <summary>The Secret that has what callers must show; null for none.</summary>
    public string? ApiKeySecret { get; init; }

    public V1OctoberAppStatus? Previous { get; init; }
}
