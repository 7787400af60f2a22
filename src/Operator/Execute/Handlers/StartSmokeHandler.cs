using October.Operator.Gather.Health;
using October.Operator.Reconcile.Steps;
using October.Operator.Smoke;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class StartSmokeHandler(SmokeRuns runs, SmokeEvidence evidence, SmokePods pods) : StepHandler<StartSmoke>
{
    /// <inheritdoc/>
    protected override Task<TimeSpan?> RunAsync(StepContext context, StartSmoke step, CancellationToken cancellationToken)
    {
        var app = context.App;
        var before = pods.Read(app, step.Track);
        runs.Ensure(new SmokeRun(new NamespacedName(app.Namespace, app.Name), step.Run, step.Address.Base, step.Address.Where, step.Probes, step.ApiKey)
        {
            Skipped = step.Skipped,
            BusyTimeout = step.BusyTimeout,
            Replaced = () => pods.Replaced(app, step.Track, before),
            Evidence = token => evidence.CollectAsync(app, step.Track, token),
        });
        return Task.FromResult<TimeSpan?>(null);
    }
}
