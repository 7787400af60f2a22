using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Common.Json;
using October.Operator.Desired.Model;
using October.Operator.Gather.Secrets;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Steps;
using October.Runtime.Api;

namespace October.Operator.Execute.Handlers;

/// <summary>Remembers passwords in the generated Secret, unless another client has changed it meanwhile.</summary>
internal sealed class WritePasswordsHandler(IKubeApi api, Stores stores) : StepHandler<WritePasswords>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, WritePasswords step, CancellationToken cancellationToken)
    {
        var name = Names.GeneratedSecret(context.App);
        var known = stores.Secrets.Get(new NamespacedName(context.App.Namespace, name)) ?? throw new IOException($"Secret {name} is gone");
        var patch = new JsonArray(JsonPatchOperation.Test("/metadata/resourceVersion", known.Metadata.ResourceVersion));
        if (known.Data is not { Count: > 0 })
            patch.Add((JsonNode)JsonPatchOperation.Add("/data", new JsonObject()));
        foreach (var (key, value) in SecretContent.Data(step.Passwords, step.ApiKey))
            patch.Add((JsonNode)JsonPatchOperation.Add($"/data/{key}", Convert.ToBase64String(Encoding.UTF8.GetBytes(value))));
        var written = await api.JsonPatchAsync<V1Secret>(context.App.Namespace, name, patch, cancellationToken);
        stores.Secrets.Upsert(written, out _);
        return null;
    }
}
