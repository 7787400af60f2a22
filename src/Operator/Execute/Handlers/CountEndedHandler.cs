using October.Operator.Reconcile.Steps;
using October.Operator.Telemetry;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class CountEndedHandler(OperatorMetrics metrics) : StepHandler<CountEnded>
{
    /// <inheritdoc/>
    protected override Task<TimeSpan?> RunAsync(StepContext context, CountEnded step, CancellationToken cancellationToken)
    {
        var app = context.App;
        metrics.Rollouts.Observe(new NamespacedName(app.Namespace, app.Name), step.Rollout, step.Before);
        if (step.Backup.Succeeded)
            metrics.Backups.Count(app.Namespace, app.Name, "succeeded");
        if (step.Backup.Failed)
            metrics.Backups.Count(app.Namespace, app.Name, "failed");
        return Task.FromResult<TimeSpan?>(null);
    }
}
