using October.Crd;
using October.Crd.Defaults;
using October.Crd.Status;

namespace October.Cli.Dashboard.Model;

/// <summary>The attempt in progress: which steps it has, which one it is at, and how its smoke probes went. Pure.</summary>
internal static class RolloutViews
{
    private static readonly string[] Backwards = ["Rollback", "RollbackVerify"];
    private static readonly string[] WithPods = ["Preview", "Roll", "Rollback"];

    /// <returns>Null when no attempt is in progress.</returns>
    public static RolloutView? Of(V1OctoberApp app)
    {
        if (app.Status?.Rollout is not { Step: { } step } rollout)
            return null;
        var plan = Plan(app);
        string[] names = Backwards.Contains(step) ? Backwards : [.. Steps(plan, rollout)];
        var at = Array.IndexOf(names, step);
        return new RolloutView(
            rollout.Revision,
            rollout.Attempt ?? 1,
            [.. names.Select((name, i) => new StepView(name, i < at ? StepState.Done : i == at ? StepState.Current : StepState.Waiting))],
            WithPods.Contains(step) && rollout.DesiredPods is > 0 and var desired ? new PodProgress(rollout.ProgressedPods ?? 0, desired) : null,
            // Those of the attempt that failed say nothing of what is rolled back to.
            step == "Rollback" ? [] : [.. Probes(plan?.Rollout.SmokeProbes ?? [], rollout.Probes ?? [])])
        {
            StartedAt = AppViews.Utc(rollout.StartedAt),
            StepStartedAt = AppViews.Utc(rollout.StepStartedAt),
            Deadline = AppViews.Utc(rollout.Deadline),
        };
    }

    private static IEnumerable<string> Steps(ResolvedApp? plan, RolloutStatus rollout)
    {
        if (rollout.Step == "Backup" || plan?.Backup?.BeforeRollout == true)
            yield return "Backup";
        if (rollout.Step is "Preview" or "Smoke" || plan?.Rollout.Preview != false)
        {
            yield return "Preview";
            yield return "Smoke";
        }

        yield return "Roll";
        yield return "Verify";
        if (rollout.Step == "Bake" || plan?.Rollout.BakeTime > TimeSpan.Zero)
            yield return "Bake";
    }

    private static IEnumerable<ProbeView> Probes(IReadOnlyList<ResolvedSmokeProbe> planned, IList<ProbeStatus> results)
    {
        var ended = results.Where(result => result.Name is not null).DistinctBy(result => result.Name).ToDictionary(result => result.Name!);
        // The attempt may be of an earlier spec than the newest, with other probes.
        return planned.Select(probe => probe.Name).Concat(ended.Keys).Distinct().Select(name => ended.TryGetValue(name, out var result)
            ? new ProbeView(name, result.Result ?? "Waiting", result.Reason, result.Milliseconds)
            : new ProbeView(name, "Waiting", null, null));
    }

    /// <summary>The spec with its defaults; null where it has a value that the operator will reject.</summary>
    private static ResolvedApp? Plan(V1OctoberApp app)
    {
        try
        {
            return SpecDefaults.Resolve(app.Spec);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
