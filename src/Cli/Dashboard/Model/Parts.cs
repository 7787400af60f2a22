namespace October.Cli.Dashboard.Model;

/// <summary>The attempt in progress.</summary>
/// <param name="Revision">What is rolled out.</param>
/// <param name="Attempt">Which try it is, from 1.</param>
/// <param name="Steps">All steps in their order, the current one marked.</param>
/// <param name="Pods">How far the pods of the step have come, such as 1 of 2; null where the step has none.</param>
/// <param name="Probes">The smoke probes in their order.</param>
internal sealed record RolloutView(string? Revision, int Attempt, IReadOnlyList<StepView> Steps, PodProgress? Pods, IReadOnlyList<ProbeView> Probes)
{
    public DateTime? StartedAt { get; init; }

    public DateTime? StepStartedAt { get; init; }

    /// <summary>When the step has failed unless it progresses.</summary>
    public DateTime? Deadline { get; init; }
}

/// <param name="Name">Its name in status.rollout.step.</param>
/// <param name="State">Done, Current or Waiting.</param>
internal sealed record StepView(string Name, StepState State);

/// <summary>Where a step stands.</summary>
internal enum StepState
{
    Done,
    Current,
    Waiting,
}

internal sealed record PodProgress(int Ready, int Desired);

/// <param name="Name">Name of the probe.</param>
/// <param name="Result">Passed, Failed, Skipped, or Waiting.</param>
/// <param name="Reason">Why it was skipped.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record ProbeView(string Name, string Result, string? Reason, long? Milliseconds);

/// <summary>A restore under way.</summary>
internal sealed record RestoreView(string? Backup, string Step, DateTime? StartedAt);

/// <summary>Why the last attempt failed.</summary>
/// <param name="Revision">What failed.</param>
/// <param name="Reason">Machine-readable.</param>
/// <param name="Cause">One sentence: what was expected, what was got, where.</param>
/// <param name="Outcome">What followed, in a sentence; null while it is still to follow.</param>
internal sealed record FailureView(string? Revision, string? Reason, string Cause, string? Outcome)
{
    public DateTime? At { get; init; }

    public DateTime? NextRetryTime { get; init; }

    /// <summary>How the smoke probes of the attempt ended; empty while it is being rolled back.</summary>
    public IReadOnlyList<ProbeView> Probes { get; init; } = [];

    /// <summary>What the pods said.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}

/// <summary>api, worker or redis, with its ready and wanted pods, for example 1/2.</summary>
internal sealed record ComponentView(string Name, string Summary, string? Image, string? ImageDigest, IReadOnlyList<PodView> Pods);

/// <summary>One pod. The detail is the message of a waiting container, or how the last one ended.</summary>
internal sealed record PodView(string Name, string State, bool Ready, bool Preview, int Restarts, string? Detail, DateTime? CreatedAt);

/// <summary>One finished attempt.</summary>
internal sealed record AttemptView(string? Revision, string? Action, string? Outcome, string? Reason, string? By, IReadOnlyList<string> Images)
{
    /// <summary>Its revision serves users.</summary>
    public bool Serves { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? CompletedAt { get; init; }
}

internal sealed record ConditionView(string Type, string Status, string Reason, string Message, DateTime Since);

/// <summary>Something that the page can do.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Refusal">Why it cannot be done now; null when it can.</param>
/// <param name="Consequence">What it does, for the confirmation.</param>
/// <param name="Revisions">What to choose from; empty where there is no choice.</param>
internal sealed record ActionView(string Name, string? Refusal, string Consequence, IReadOnlyList<string> Revisions);
