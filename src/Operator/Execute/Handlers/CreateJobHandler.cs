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
        if (await api.TryCreateAsync(step.Job, context.App, stores.Jobs, cancellationToken) && step.Event is { } started)
            await events.PublishAsync(context, started, cancellationToken);
        return null;
    }
}
