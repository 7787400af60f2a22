using System.Text.Json.Nodes;
using k8s.Models;
using October.Operator.Execute.Children;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class HoldReplicasHandler(IKubeApi api, Stores stores, DriftReporter drift) : StepHandler<HoldReplicas>
{
    private const string Holder = "october-operator-replicas";

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, HoldReplicas step, CancellationToken cancellationToken)
    {
        var known = stores.Deployments.Get(new NamespacedName(context.App.Namespace, step.Deployment));
        if (known is null)
            throw NameClashException.Deleted($"Deployment {step.Deployment}");
        var intent = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject
            {
                ["name"] = step.Deployment,
                ["namespace"] = context.App.Namespace,
                ["uid"] = known.Metadata.Uid,
            },
            ["spec"] = new JsonObject { ["replicas"] = step.Replicas },
        };
        var answer = await api.ApplyAsync<V1Deployment>(intent, Holder, null, cancellationToken);
        // Before the watch says so the next look would hold it again.
        stores.Deployments.Upsert(answer, out _);
        if (step.Reverts)
        {
            var message = $"Deployment {step.Deployment} was scaled to 0 by another client and is scaled to {step.Replicas} again: for no pods set replicas "
                + "in the OctoberApp to 0";
            await drift.ReportAsync(context, "Deployment", message, cancellationToken);
        }

        return null;
    }
}
