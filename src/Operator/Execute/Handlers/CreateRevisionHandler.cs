using October.Operator.Execute.Children;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class CreateRevisionHandler(IKubeApi api, Stores stores) : StepHandler<CreateRevision>
{
    /// <inheritdoc/>
    /// <exception cref="NameClashException">One of its name is there, and another's.</exception>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, CreateRevision step, CancellationToken cancellationToken)
    {
        await api.TryCreateAsync(step.Revision, context.App, stores.Revisions, cancellationToken);
        return null;
    }
}
