using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>Counts attempts and rollbacks as they end. Series of an app exist from its first scrape at zero, and go with it.</summary>
internal sealed class RolloutMetrics
{
    // From a dev rollout of seconds to a bake of an hour.
    private static readonly double[] Seconds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];
    private readonly Counter _rollouts;
    private readonly Histogram _rolloutDuration;
    private readonly Counter _rollbacks;
    private readonly Histogram _rollbackDuration;

    public RolloutMetrics(CollectorRegistry registry)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _rollouts = metrics.CreateCounter("octoberapp_rollouts_total", "Attempts that ended, by outcome.", "namespace", "name", "outcome");
        _rolloutDuration = metrics.CreateHistogram(
            "octoberapp_rollout_duration_seconds",
            "From the start of an attempt to its end.",
            ["namespace", "name", "outcome"],
            new HistogramConfiguration { Buckets = Seconds });
        _rollbacks = metrics.CreateCounter(
            "octoberapp_rollbacks_total",
            "Rollbacks that ended: what triggered them, why, and whether they succeeded.",
            "namespace",
            "name",
            "trigger",
            "reason",
            "result");
        _rollbackDuration = metrics.CreateHistogram(
            "octoberapp_rollback_duration_seconds",
            "From the failure to the last good revision serving and verified.",
            ["namespace", "name"],
            new HistogramConfiguration { Buckets = Seconds });
    }

    /// <summary>Counts the attempt that ended with this decision, if one did.</summary>
    public void Observe(NamespacedName app, RolloutDecision decision, RolloutState before)
    {
        if (decision.Finished is not { Action: not "Restore" } finished)
            return;
        _rollouts.WithLabels(app.Namespace, app.Name, finished.Outcome).Inc();
        _rolloutDuration.WithLabels(app.Namespace, app.Name, finished.Outcome).Observe((finished.CompletedAt - finished.StartedAt).TotalSeconds);
        var failed = finished.Reason == Reasons.RollbackFailed;
        if (before.Cause is not { } cause || !(failed || finished.Outcome == "RolledBack"))
            return;
        var trigger = cause.Reason is Reasons.Aborted or Reasons.RollbackRequested ? "Manual" : "Automatic";
        _rollbacks.WithLabels(app.Namespace, app.Name, trigger, cause.Reason, failed ? "Failed" : "Succeeded").Inc();
        if (before.CauseAt is { } since)
            _rollbackDuration.WithLabels(app.Namespace, app.Name).Observe((finished.CompletedAt - since).TotalSeconds);
    }

    /// <summary>Makes the series of an app exist.</summary>
    public void Declare(string ns, string name)
    {
        foreach (var outcome in new[] { "Succeeded", "RolledBack", "Failed", "Superseded" })
            _rollouts.WithLabels(ns, name, outcome);
        _rollbacks.WithLabels(ns, name, "Automatic", Reasons.SmokeProbeFailed, "Succeeded");
        _rollbacks.WithLabels(ns, name, "Automatic", Reasons.SmokeProbeFailed, "Failed");
    }

    /// <summary>Drops the series of every other app.</summary>
    public void Keep(IReadOnlySet<(string Namespace, string Name)> apps)
    {
        AppSeries.Keep(_rollouts, apps);
        AppSeries.Keep(_rolloutDuration, apps);
        AppSeries.Keep(_rollbacks, apps);
        AppSeries.Keep(_rollbackDuration, apps);
    }
}
