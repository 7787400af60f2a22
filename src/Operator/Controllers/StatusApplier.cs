using System.Text.Json.Nodes;
using k8s;
using October.Crd;
using October.Crd.Status;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Operator.Controllers;

/// <summary>Writes status, and only when it says something new.</summary>
internal sealed class StatusApplier(IKubeApi api, Store<V1OctoberApp> apps)
{
    public async Task ApplyAsync(V1OctoberApp app, V1OctoberAppStatus status, CancellationToken token)
    {
        var wanted = JsonNode.Parse(KubernetesJson.Serialize(status))!;
        var known = (apps.Get(NamespacedName.Of(app)) is { } stored && stored.Metadata.Uid == app.Metadata.Uid ? stored : app).Status;
        var live = known is null ? null : JsonNode.Parse(KubernetesJson.Serialize(known));
        if (JsonNode.DeepEquals(wanted, live))
            return;
        var intent = new JsonObject
        {
            ["apiVersion"] = app.ApiVersion,
            ["kind"] = app.Kind,
            ["metadata"] = new JsonObject { ["name"] = app.Metadata.Name, ["namespace"] = app.Metadata.NamespaceProperty },
            ["status"] = wanted,
        };
        var written = await api.ApplyAsync<V1OctoberApp>(intent, OctoberApi.FieldManager, "status", token);
        written.Metadata.ManagedFields = SpecAuthors.Only(written.Metadata.ManagedFields);
        apps.Upsert(written, out _);
    }
}
