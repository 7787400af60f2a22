using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Server;

namespace October.LocalCluster;

/// <summary>A server with a fixed seed and the types that tests speak about.</summary>
internal static class Cluster
{
    public static ResourceType ConfigMaps { get; } = new("", "v1", "configmaps");

    public static ResourceType Deployments { get; } = new("apps", "v1", "deployments");

    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces");

    public static KubeApiServer Create(TimeProvider? time = null) => new(new KubeApiServerOptions { Seed = 1, Time = time ?? TimeProvider.System });

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    public static JsonObject ConfigMap(string name, string value = "1") =>
        Json($$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"default"},"data":{"v":"{{{value}}}"}}""");

    public static JsonObject Deployment(string name, int replicas = 1) => Json(
        $$$$"""
        {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"{{{{name}}}}","namespace":"default"},
         "spec":{"replicas":{{{{replicas}}}},"selector":{"matchLabels":{"app":"{{{{name}}}}"}},
                 "template":{"metadata":{"labels":{"app":"{{{{name}}}}"}},"spec":{"containers":[{"name":"c","image":"i:v1"}]} } } }
        """);

    public static async Task<ApiStatusException> Refused(Func<Task> action) => await Assert.ThrowsAsync<ApiStatusException>(action);
}
