using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class VerifyOwnerHandler(OwnerGuard guard) : StepHandler<VerifyOwner>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, VerifyOwner step, CancellationToken cancellationToken)
    {
        await guard.EnsureAsync(context.Entity, cancellationToken);
        return null;
    }
}
