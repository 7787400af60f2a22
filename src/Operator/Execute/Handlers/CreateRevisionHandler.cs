using k8s.Models;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class CreateRevisionHandler(IKubeApi api, Stores stores) : StepHandler<CreateRevision>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, CreateRevision step, CancellationToken cancellationToken)
    {
        try
        {
            stores.Revisions.Upsert(await api.CreateAsync(step.Revision, cancellationToken), out _);
        }
        catch (KubeApiException exception) when (exception.IsAlreadyExists)
        {
            // Created before a restart; the watch will show it.
            if (await api.GetAsync<V1ControllerRevision>(context.App.Namespace, step.Revision.Metadata.Name, cancellationToken) is { } existing)
                stores.Revisions.Upsert(existing, out _);
        }

        return null;
    }
}
