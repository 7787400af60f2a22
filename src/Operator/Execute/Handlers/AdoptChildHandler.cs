using October.Operator.Execute.Children;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class AdoptChildHandler(ChildKinds kinds) : StepHandler<AdoptChild>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, AdoptChild step, CancellationToken cancellationToken)
    {
        await kinds.Named(step.Child.Kind).AdoptAsync(context.App, step.Child.Name, cancellationToken);
        return null;
    }
}
