using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>Moments of an app whose last good revision is v1 and whose spec asks for v2.</summary>
internal static class Snapshots
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Of v2, in a step that began now.</summary>
    public static RolloutState Attempt(RolloutStep step) => new()
    {
        Step = step,
        Revision = "v2",
        LastGood = "v1",
        LastAttempted = "v2",
        StartedAt = Now,
        StepStartedAt = Now,
        Cause = step == RolloutStep.Rollback ? new Failure("CrashLoop", "exit code 1") : null,
    };

    public static ComponentHealth Running(string? revision, int pods = 1) => new()
    {
        Exists = true,
        Observed = true,
        Revision = revision,
        Image = "app:" + revision,
        Desired = pods,
        Total = pods,
        Updated = pods,
        ReadyUpdated = pods,
        Ready = pods,
        Available = pods,
    };

    /// <summary>Everything runs, of this revision.</summary>
    public static Observed Observe(string revision = "v2") => new()
    {
        Now = Now,
        Generation = 2,
        Target = "v2",
        KnownRevisions = new HashSet<string> { "v1", "v2" },
        Api = Running(revision),
        Worker = Running(revision),
        Redis = Running(null),
        PreviewApi = ComponentHealth.Absent,
        PreviewWorker = ComponentHealth.Absent,
        Smoke = new SmokeOutcome.Running(),
        Policy = new RolloutPolicy(true, Deadline, TimeSpan.Zero),
    };
}
