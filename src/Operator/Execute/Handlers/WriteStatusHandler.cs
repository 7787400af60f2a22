using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class WriteStatusHandler(StatusApplier status) : StepHandler<WriteStatus>
{
    /// <inheritdoc/>
    protected override Task<TimeSpan?> RunAsync(StepContext context, WriteStatus step, CancellationToken cancellationToken) =>
        status.ApplyAsync(context.Entity, step.Status, cancellationToken);
}
