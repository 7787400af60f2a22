using System.Text.Json.Nodes;
using k8s.Models;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class HoldReplicasHandler(IKubeApi api) : StepHandler<HoldReplicas>
{
    private const string Holder = "october-operator-replicas";

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, HoldReplicas step, CancellationToken cancellationToken)
    {
        var intent = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = step.Deployment, ["namespace"] = context.App.Namespace },
            ["spec"] = new JsonObject { ["replicas"] = step.Replicas },
        };
        await api.ApplyAsync<V1Deployment>(intent, Holder, null, cancellationToken);
        return null;
    }
}
