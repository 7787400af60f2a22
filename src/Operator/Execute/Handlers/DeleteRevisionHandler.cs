using October.Operator.Execute.Children;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class DeleteRevisionHandler(ChildKinds kinds) : StepHandler<DeleteRevision>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, DeleteRevision step, CancellationToken cancellationToken)
    {
        await kinds.Named("ControllerRevision").DeleteAsync(context.App, step.Revision, cancellationToken);
        return null;
    }
}
