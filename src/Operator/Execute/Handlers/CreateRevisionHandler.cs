using k8s.Models;
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
        try
        {
            stores.Revisions.Upsert(await api.CreateAsync(step.Revision, cancellationToken), out _);
        }
        catch (KubeApiException exception) when (exception.IsAlreadyExists)
        {
            // Created before a restart, unless it is a webhook's denial, which may have any reason.
            if (await api.GetAsync<V1ControllerRevision>(context.App.Namespace, step.Revision.Metadata.Name, cancellationToken) is not { } existing)
                throw;
            if (NameClashException.With(existing, context.App) is { } clash)
                throw clash;
            stores.Revisions.Upsert(existing, out _);
        }

        return null;
    }
}
