namespace October.Cli.Dashboard.Model;

/// <summary>What the page shows of one app. Only fields that are named here reach a browser: no spec, no environment, no Secret.</summary>
internal sealed record AppView
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Phase { get; init; }

    /// <summary>How the phase is to be taken.</summary>
    public required Tone Tone { get; init; }

    /// <summary>One line for people; empty where the cause of a failure says everything.</summary>
    public required string Message { get; init; }

    /// <summary>The operator has not reconciled the newest spec: the rest speaks of an older one.</summary>
    public bool Unobserved { get; init; }

    /// <summary>Users are served; null while that is not known.</summary>
    public bool? Serving { get; init; }

    /// <summary>By which revision, or why not.</summary>
    public required string ServingText { get; init; }

    /// <summary>Where the api answers; http or https only.</summary>
    public string? Url { get; init; }

    public RolloutView? Rollout { get; init; }

    public RestoreView? Restore { get; init; }

    public FailureView? Failure { get; init; }

    public required IReadOnlyList<ComponentView> Components { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<AttemptView> History { get; init; }

    public required IReadOnlyList<ConditionView> Conditions { get; init; }

    public required IReadOnlyList<ActionView> Actions { get; init; }
}

/// <summary>How a state is to be taken.</summary>
internal enum Tone
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>A change is under way.</summary>
    Busy,

    /// <summary>A release has failed and users are served all the same.</summary>
    Warning,

    /// <summary>Somebody has to act.</summary>
    Bad,

    /// <summary>Nothing happens.</summary>
    Idle,
}
