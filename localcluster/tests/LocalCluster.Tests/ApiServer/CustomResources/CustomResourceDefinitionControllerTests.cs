using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.CustomResources;

public sealed class CustomResourceDefinitionControllerTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly ResourceType Widgets = new("example.com", "v1", "widgets");
    private readonly IClusterClient _client = Cluster.Create().ClientFor("tests");

    [Fact]
    public async Task A_definition_is_established_and_served_at_once()
    {
        await Define();
        var definition = await _client.GetAsync(Definitions, null, "widgets.example.com", Token);
        var widget = await Create("""{"replicas":1}""");

        Assert.Equal(["NamesAccepted", "Established"], definition.ArrayAt("status", "conditions").Objects().Select(c => c.StringAt("type")));
        Assert.Equal(1, widget.Generation());
    }

    [Fact]
    public async Task Defaults_are_filled_in_and_unknown_fields_pruned()
    {
        await Define();
        var widget = await Create("""{"replicas":1,"unknown":2}""");

        Assert.Equal("red", widget.StringAt("spec", "color"));
        Assert.Null(widget.At("spec", "unknown"));
    }

    [Theory]
    [InlineData("""{"replicas":-1}""", "spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0")]
    [InlineData("""{"replicas":"x"}""", "spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type integer: \"string\"")]
    [InlineData("""{"replicas":1,"color":"blue"}""", "spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"")]
    [InlineData("""{}""", "spec.replicas: Required value")]
    public async Task A_violation_of_the_schema_is_refused_with_the_field_and_a_sentence(string spec, string sentence)
    {
        await Define();
        var refused = await Cluster.Refused(() => Create(spec));

        Assert.Equal(422, refused.Code);
        Assert.Equal($"Widget.example.com \"w\" is invalid: {sentence}", refused.Message);
        Assert.Null(await _client.GetAsync(Widgets, "default", "w", Token));
    }

    [Fact]
    public async Task Deleting_a_definition_deletes_its_objects()
    {
        await Define();
        await Create("""{"replicas":1}""");
        await _client.DeleteAsync(Definitions, null, "widgets.example.com", cancellationToken: Token);

        Assert.Null(await _client.GetAsync(Definitions, null, "widgets.example.com", Token));
        var refused = await Cluster.Refused(() => _client.ListAsync(Widgets, "default", cancellationToken: Token));
        Assert.Equal(404, refused.Code);
    }

    private Task<JsonObject> Create(string spec) =>
        _client.CreateAsync(
            Widgets,
            Cluster.Json($$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"default"},"spec":{{spec}} }"""),
            cancellationToken: Token);

    private Task<JsonObject> Define() => _client.CreateAsync(
        Definitions,
        Cluster.Json(
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},
              "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","properties":{
                "spec":{"type":"object","required":["replicas"],"properties":{"replicas":{"type":"integer","minimum":0},"color":{"type":"string","enum":["red","green"],"default":"red"}}},
                "status":{"type":"object","properties":{"phase":{"type":"string"}}}}}}}]}}
            """),
        cancellationToken: Token);
}
