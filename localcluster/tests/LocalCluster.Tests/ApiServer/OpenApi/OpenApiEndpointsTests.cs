using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Server;

namespace October.LocalCluster.ApiServer.OpenApi;

public sealed class OpenApiEndpointsTests
{
    private readonly KubeApiServer _server = Cluster.Create();

    [Fact]
    public async Task A_patch_names_its_kind_and_the_field_validation_that_kubectl_looks_for()
    {
        var document = await Get("/openapi/v3/apis/apps/v1");
        var patch = document.At("paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "patch");

        Assert.Equal("Deployment", patch.StringAt("x-kubernetes-group-version-kind", "kind"));
        Assert.Contains("fieldValidation", patch.ArrayAt("parameters").Objects().Select(p => p.StringAt("name")));
        Assert.NotNull(patch.At("requestBody", "content", "application/strategic-merge-patch+json"));
    }

    [Fact]
    public async Task Every_reference_leads_to_a_schema()
    {
        foreach (var path in (await Get("/openapi/v3")).ObjectAt("paths")!.Select(p => p.Key))
        {
            var document = await Get($"/openapi/v3/{path}");
            var known = document.ObjectAt("components", "schemas")!.Select(p => "#/components/schemas/" + p.Key).ToHashSet();
            Assert.All(References(document), reference => Assert.Contains(reference, known));
        }
    }

    [Fact]
    public async Task Fields_are_described_and_lists_name_their_merge_keys()
    {
        var schemas = (await Get("/openapi/v3/api/v1")).ObjectAt("components", "schemas");
        var containers = schemas.At("io.k8s.api.core.v1.PodSpec", "properties", "containers");

        Assert.StartsWith("List of containers belonging to the pod.", containers.StringAt("description"));
        Assert.Equal("name", containers.StringAt("x-kubernetes-patch-merge-key"));
    }

    [Fact]
    public async Task A_field_of_few_values_lists_them_and_says_what_they_mean()
    {
        var type = (await Get("/openapi/v3/apis/apps/v1")).At("components", "schemas", "io.k8s.api.apps.v1.DeploymentStrategy", "properties", "type");

        Assert.Equal(["Recreate", "RollingUpdate"], type.ArrayAt("enum").Strings());
        Assert.EndsWith(
            "Possible enum values:\n - `\"Recreate\"` Kill all existing pods before creating new ones.\n - `\"RollingUpdate\"` Replace the old ReplicaSets by "
                + "new one using rolling update i.e gradually scale down the old ReplicaSets and scale up the new one.",
            type.StringAt("description"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_of_few_values_is_one_of_a_served_kind()
    {
        var fields = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in _server.Kinds.All)
            Collect(kind.Schema, fields);

        Assert.Empty(EnumFacts.Fields.Except(fields));
    }

    [Fact]
    public async Task The_proxy_is_a_connection_of_every_method_also_below_its_path()
    {
        var paths = (await Get("/openapi/v3/api/v1")).ObjectAt("paths");
        const string Proxy = "/api/v1/namespaces/{namespace}/services/{name}/proxy";

        Assert.Equal(["get", "post", "put", "delete", "patch"], paths.ObjectAt(Proxy)!.Select(p => p.Key));
        Assert.Equal("connectCoreV1GetNamespacedServiceProxyWithPath", paths.StringAt(Proxy + "/{path}", "get", "operationId"));
        Assert.Equal("connect", paths.StringAt("/api/v1/namespaces/{namespace}/pods/{name}/exec", "post", "x-kubernetes-action"));
    }

    private static void Collect(Schema? schema, HashSet<string> fields)
    {
        foreach (var (name, field) in schema?.Properties ?? [])
        {
            if (fields.Add($"{schema!.TypeName}.{name}"))
                Collect(field, fields);
        }

        if (schema?.Items is { } items)
            Collect(items, fields);
        if (schema?.AdditionalProperties is { } values)
            Collect(values, fields);
    }

    private async Task<JsonNode> Get(string path)
    {
        var response = await _server.ExecuteAsync(new ApiRequest { Method = "GET", Path = path }, TestContext.Current.CancellationToken);
        return JsonNode.Parse(response.Bytes!.Value.Span)!;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => p.Key == "$ref" && p.Value.AsString() is { } reference ? [reference] : References(p.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
