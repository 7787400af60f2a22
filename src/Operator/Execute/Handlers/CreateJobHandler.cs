using k8s.Models;
using October.Operator.Execute.Children;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class CreateJobHandler(IKubeApi api, Stores stores, PublishHandler events) : StepHandler<CreateJob>
{
    /// <inheritdoc/>
    /// <exception cref="NameClashException">One of its name is there, and another's.</exception>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, CreateJob step, CancellationToken cancellationToken)
    {
        try
        {
            stores.Jobs.Upsert(await api.CreateAsync(step.Job, cancellationToken), out _);
        }
        catch (KubeApiException exception) when (exception.IsAlreadyExists)
        {
            // A webhook may give its denial any reason.
            if (await api.GetAsync<V1Job>(context.App.Namespace, step.Job.Metadata.Name, cancellationToken) is not { } existing)
                throw;
            if (NameClashException.With(existing, context.App) is { } clash)
                throw clash;
            // Created before a restart; the watch will show it.
            return null;
        }

        if (step.Event is { } started)
            await events.PublishAsync(context, started, cancellationToken);
        return null;
    }
}
