using System.Text.Json.Nodes;
using k8s.Models;
using October.Common.Json;
using October.Operator.Desired.Redis;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <summary>
/// Ends a Job by a deadline that has passed. The Job controller says itself then that it makes no further pod, which a Job that is deleted does not, and
/// what it was waiting for can still be looked at. One that is suspended has no deadline: it makes no pod any more when somebody resumes it, and then the
/// deadline ends it.
/// </summary>
internal sealed class EndJobHandler(IKubeApi api, Stores stores) : StepHandler<EndJob>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, EndJob step, CancellationToken cancellationToken)
    {
        if (stores.Jobs.Get(new NamespacedName(context.App.Namespace, step.Job)) is not { } job || IsToEnd(job.Spec))
            return null;
        JsonNode[] end =
        [
            JsonPatchOperation.Test("/metadata/uid", job.Metadata.Uid), JsonPatchOperation.Add("/spec/activeDeadlineSeconds", RestoreJob.PassedDeadline),
        ];
        JsonNode[] stop = [JsonPatchOperation.Test("/spec/suspend", true), JsonPatchOperation.Add("/spec/parallelism", 0)];
        var patch = new JsonArray(job.Spec.Suspend == true ? [.. end, .. stop] : end);
        stores.Jobs.Upsert(await api.JsonPatchAsync<V1Job>(context.App.Namespace, step.Job, patch, cancellationToken), out _);
        return null;
    }

    private static bool IsToEnd(V1JobSpec spec) =>
        spec.ActiveDeadlineSeconds <= RestoreJob.PassedDeadline && spec is not { Suspend: true, Parallelism: not 0 };
}
