using System.Text.Json.Nodes;
using k8s.Models;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>
/// When an autoscaler takes over from a fixed number of pods, we stop applying the number. A field that nobody owns any more falls to its default,
/// one pod, until the autoscaler looks. So the number is first given to a field manager that only holds it
/// (kubernetes.io/docs/reference/using-api/server-side-apply, "Transferring ownership").
/// </summary>
internal sealed class ReplicasHandover(IKubeApi api, Stores stores)
{
    private const string Holder = "october-operator-replicas";

    /// <summary>To be called before <paramref name="wanted"/> is applied. Does nothing but in that one moment: while the autoscaler is not there yet.</summary>
    public async Task BeforeAsync(V1Deployment wanted, CancellationToken token)
    {
        var key = NamespacedName.Of(wanted);
        if (wanted.Spec.Replicas is not null || stores.Autoscalers.Get(key) is not null || stores.Deployments.Get(key)?.Spec.Replicas is not { } replicas)
            return;
        await api.ApplyAsync<V1Deployment>(
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "Deployment",
                ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
                ["spec"] = new JsonObject { ["replicas"] = replicas },
            },
            Holder, null, token);
    }
}
