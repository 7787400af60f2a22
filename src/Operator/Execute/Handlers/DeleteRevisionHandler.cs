using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class DeleteRevisionHandler(IKubeApi api, Stores stores) : StepHandler<DeleteRevision>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, DeleteRevision step, CancellationToken cancellationToken)
    {
        if (stores.Revisions.Get(new NamespacedName(context.App.Namespace, step.Revision)) is not { } revision)
            return null;
        await api.DeleteAsync(revision, cancellationToken);
        stores.Revisions.Forget(revision);
        return null;
    }
}
