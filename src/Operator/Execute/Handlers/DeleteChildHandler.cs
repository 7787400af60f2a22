using October.Operator.Execute.Children;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class DeleteChildHandler(ChildKinds kinds) : StepHandler<DeleteChild>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, DeleteChild step, CancellationToken cancellationToken)
    {
        await kinds.Named(step.Child.Kind).DeleteAsync(context.App, step.Child.Name, cancellationToken);
        return null;
    }
}
