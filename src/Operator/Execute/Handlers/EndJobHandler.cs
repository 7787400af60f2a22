using System.Text.Json.Nodes;
using k8s.Models;
using October.Common.Json;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <summary>
/// Ends a Job by a deadline that has passed. The Job controller says itself then that it makes no further pod, which a Job that is deleted does not, and
/// what it was waiting for can still be looked at.
/// </summary>
internal sealed class EndJobHandler(IKubeApi api, Stores stores) : StepHandler<EndJob>
{
    private const int Passed = 1;

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, EndJob step, CancellationToken cancellationToken)
    {
        if (stores.Jobs.Get(new NamespacedName(context.App.Namespace, step.Job)) is not { } job || job.Spec.ActiveDeadlineSeconds <= Passed)
            return null;
        var patch = new JsonArray(
            JsonPatchOperation.Test("/metadata/uid", job.Metadata.Uid), JsonPatchOperation.Add("/spec/activeDeadlineSeconds", Passed));
        stores.Jobs.Upsert(await api.JsonPatchAsync<V1Job>(context.App.Namespace, step.Job, patch, cancellationToken), out _);
        return null;
    }
}
