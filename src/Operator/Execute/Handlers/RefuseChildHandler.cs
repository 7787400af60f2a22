using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute.Handlers;

/// <summary>Refuses a child in the place of the API server.</summary>
internal sealed class RefuseChildHandler : StepHandler<RefuseChild>
{
    /// <inheritdoc/>
    protected override Task<TimeSpan?> RunAsync(StepContext context, RefuseChild step, CancellationToken cancellationToken) =>
        throw new FormatException(step.Problem);
}
