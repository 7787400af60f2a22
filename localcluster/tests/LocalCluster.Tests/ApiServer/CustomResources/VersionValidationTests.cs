using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.CustomResources;

public sealed class VersionValidationTests
{
    private const string Schema = "spec.validation.openAPIV3Schema.properties[x]";

    [Theory]
    [InlineData("""{"type": "string", "default": 5}""", Schema + ".default: Invalid value: \"integer\":  in body must be of type string: \"integer\"")]
    [InlineData("""{"type": "string", "anyOf": [{"type": "integer"}]}""", Schema + ".anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData(
        """{"type": "string", "pattern": "(["}""",
        Schema + ".pattern: Invalid value: \"([\": must be a valid regular expression, but isn't: error parsing regexp: missing closing ]: `[`")]
    [InlineData("""{"type": "array"}""", Schema + ".items: Required value: must be specified")]
    [InlineData("""{}""", Schema + ".type: Required value: must not be empty for specified object fields")]
    [InlineData(
        """{"type": "array", "items": {"type": "string"}, "uniqueItems": true}""",
        Schema + ".uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [InlineData(
        """{"type": "array", "x-kubernetes-list-type": "map", "items": {"type": "object", "properties": {"k": {"type": "string"}}}}""",
        Schema + ".x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [InlineData(
        """{"type": "object", "default": {"y": 1}, "properties": {"z": {"type": "string"}}}""",
        Schema + ".default: Invalid value: {\"y\":1}: must not have unknown fields")]
    [InlineData("""{"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]}""", null)]
    [InlineData("""{"x-kubernetes-preserve-unknown-fields": true}""", null)]
    public void A_schema_has_a_shape_and_keeps_to_its_own_rules(string property, string? error)
    {
        var spec = Cluster.Json(
            $$$"""{"versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "properties": {"x": """
                + $$$"""{{{property}}} } } } }]}""");

        Assert.Equal(error is null ? [] : [error], VersionValidation.Validate(spec).Select(static e => $"{e.Field}: {e.Message}"));
    }

    [Fact]
    public void What_the_versions_do_not_share_is_named_by_version()
    {
        var spec = Cluster.Json("""
            {"versions": [
              {"name": "v1", "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}},
              {"name": "v2", "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "properties": {"x": {}}}}}]}
            """);

        Assert.Equal(
            ["spec.versions", "spec.versions[1].schema.openAPIV3Schema.properties[x].type"], VersionValidation.Validate(spec).Select(static e => e.Field));
    }

    [Fact]
    public void Another_version_shows_and_stores_only_the_fields_that_it_knows()
    {
        JsonObject Version(string fields) =>
            Cluster.Json($$$"""{"type": "object", "properties": {"spec": {"type": "object", "properties": {{{fields}}} } } }""");
        var old = new ConvertedVersion(
            "example.com/v1", October.LocalCluster.ApiServer.Schemas.SchemaReader.ReadRoot(Version("""{"a": {"type": "string"}}""")));
        var current = new ConvertedVersion(
            "example.com/v2",
            October.LocalCluster.ApiServer.Schemas.SchemaReader.ReadRoot(Version("""{"a": {"type": "string"}, "b": {"type": "string", "default": "x"}}""")));
        var value = Cluster.Json("""{"apiVersion": "example.com/v2", "kind": "Widget", "metadata": {"name": "w"}, "spec": {"a": "1", "b": "2"}}""");

        var stored = new VersionConversion(current, old).ToStorage(value);

        Assert.Equal("""{"a":"1"}""", stored["spec"]!.ToJsonString());
        Assert.Equal("x", new VersionConversion(current, old).FromStorage(stored).StringAt("spec", "b"));
    }
}
