using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Server;

namespace October.LocalCluster.ApiServer.Apply;

public sealed class FieldOwnershipTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly KubeApiServer _server = Cluster.Create();

    [Fact]
    public async Task Two_appliers_own_what_each_applied()
    {
        await Apply("alice", """{"x":"1"}""");
        var value = await Apply("bob", """{"y":"2"}""");

        Assert.Equal("""{"f:data":{"f:x":{}}}""", Owned(value, "alice"));
        Assert.Equal("""{"f:data":{"f:y":{}}}""", Owned(value, "bob"));
    }

    [Fact]
    public async Task Changing_a_field_of_another_is_a_conflict_unless_forced()
    {
        await Apply("alice", """{"x":"1"}""");

        var refused = await Cluster.Refused(() => Apply("bob", """{"x":"2"}"""));
        var forced = await Apply("bob", """{"x":"2"}""", force: true);

        Assert.Equal("Apply failed with 1 conflict: conflict with \"alice\": .data.x", refused.Message);
        Assert.Equal(409, refused.Code);
        Assert.Null(Owned(forced, "alice"));
        Assert.Equal("""{"f:data":{"f:x":{}}}""", Owned(forced, "bob"));
    }

    [Fact]
    public async Task Equal_values_are_owned_together_and_stay_until_the_last_owner_leaves()
    {
        await Apply("alice", """{"x":"1"}""");
        await Apply("bob", """{"x":"1"}""");

        var kept = await Apply("alice", """{}""");
        var gone = await Apply("bob", """{}""");

        Assert.Equal("1", kept.StringAt("data", "x"));
        Assert.Null(gone.StringAt("data", "x"));
    }

    [Fact]
    public async Task Applying_the_same_again_writes_nothing()
    {
        var first = await Apply("alice", """{"x":"1"}""");
        var second = await Apply("alice", """{"x":"1"}""");

        Assert.Equal(first.ResourceVersion(), second.ResourceVersion());
    }

    [Fact]
    public async Task A_plain_write_takes_its_fields_away_from_appliers()
    {
        await Apply("alice", """{"x":"1","y":"1"}""");
        var client = _server.ClientFor("editor");
        var value = await client.PatchAsync(Cluster.ConfigMaps, "default", "a", Cluster.Json("""{"data":{"x":"2"}}"""), cancellationToken: Token);

        Assert.Equal("""{"f:data":{"f:y":{}}}""", Owned(value, "alice"));
        Assert.Equal("""{"f:data":{"f:x":{}}}""", Owned(value, "editor"));
    }

    [Fact]
    public async Task Containers_merge_by_name_and_ports_by_number_and_protocol()
    {
        async Task<JsonObject> ApplyPod(string manager, string containers) => await Send(
            "/apis/apps/v1/namespaces/default/deployments/d", manager, $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},
             "spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":{{{containers}}} } } } }
            """);

        await ApplyPod("one", """[{"name":"main","image":"i:1","ports":[{"containerPort":80}]}]""");
        var value = await ApplyPod("two", """[{"name":"side","image":"s:1"}]""");

        var containers = value.ArrayAt("spec", "template", "spec", "containers").Objects().Select(c => c.StringAt("name"));
        Assert.Equal(["main", "side"], containers);
        Assert.Contains(
            "k:{\"containerPort\":80,\"protocol\":\"TCP\"}",
            FieldsOf(value, "one").At("f:spec", "f:template", "f:spec", "f:containers", "k:{\"name\":\"main\"}", "f:ports")!.AsObject().Select(p => p.Key));
    }

    private Task<JsonObject> Apply(string manager, string data, bool force = false) => Send(
        "/api/v1/namespaces/default/configmaps/a", manager,
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{{data}} }""", force);

    private async Task<JsonObject> Send(string path, string manager, string body, bool force = false)
    {
        var response = await _server.ExecuteAsync(
            new ApiRequest
            {
                Method = "PATCH",
                Path = path,
                ContentType = "application/apply-patch+yaml",
                Query = new QueryParameters([new("fieldManager", manager), new("force", force ? "true" : "false")]),
                Body = System.Text.Encoding.UTF8.GetBytes(body),
            },
            Token);
        return response.Code < 400 ? response.Object! : throw new ApiStatusException(response.Object!);
    }

    private static string? Owned(JsonObject value, string manager) => Find(value, manager)?["fieldsV1"]?.ToJsonString();

    private static JsonNode FieldsOf(JsonObject value, string manager) => Find(value, manager)!["fieldsV1"]!;

    private static JsonObject? Find(JsonObject value, string manager) =>
        value.ArrayAt("metadata", "managedFields").Objects().FirstOrDefault(e => e.StringAt("manager") == manager);
}
