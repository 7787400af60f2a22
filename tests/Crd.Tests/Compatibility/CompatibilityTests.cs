using System.Text.Json.Nodes;
using System.Xml.Linq;
using October.Crd.Schema;
using October.Testing;
using YamlDotNet.Serialization;

namespace October.Crd.Compatibility;

/// <summary>Every definition is kept in <c>config/crd/released</c>, and breaks nothing that one which was released accepted.</summary>
public sealed class CompatibilityTests
{
    private const string Folder = "config/crd/released";
    private static readonly JsonNode Current = OctoberJson.Node(CrdBuilder.Build());

    [Fact]
    public void The_definition_of_this_version_is_kept_for_later_ones()
    {
        var version = XDocument.Load(RepositoryRoot.File("Directory.Build.props")).Descendants("Version").Single().Value;
        new ReleasedDefinition(File.ReadAllText(RepositoryRoot.File("CHANGELOG.md")), version)
            .Keep(CrdYaml.Write(Current), Golden.Matches, file => File.Exists(RepositoryRoot.File(file)));
    }

    [Fact]
    public void Nothing_that_a_released_definition_accepts_is_refused_or_read_otherwise()
    {
        var released = Directory.GetFiles(RepositoryRoot.File(Folder), "*.yaml");
        Assert.NotEmpty(released);
        Assert.All(released, path => Assert.Empty(BreakingChanges.Between(Read(File.ReadAllText(path)), Current)));
    }

    /// <summary>A rule by what is changed of the schema of <c>spec.size</c>, an object, or of the definition, and the sentence that says so.</summary>
    public static TheoryData<string, string, string, string> Rules => new()
    {
        { "size", "{\"type\":\"string\"}", "{\"type\":\"integer\"}", "v1.size: type has changed" },
        { "size", "{\"type\":\"string\"}", "{\"type\":\"string\",\"default\":\"a\"}", "v1.size: default has changed" },
        { "size", "{\"type\":\"string\"}", "{\"type\":\"string\",\"pattern\":\"a\"}", "v1.size: pattern is new or has changed" },
        { "size", "{\"type\":\"string\"}", "{\"type\":\"string\",\"format\":\"date\"}", "v1.size: format is new or has changed" },
        { "size", "{\"type\":\"integer\"}", "{\"type\":\"integer\",\"maximum\":3}", "v1.size: maximum is new or lower" },
        { "size", "{\"type\":\"integer\",\"maximum\":4}", "{\"type\":\"integer\",\"maximum\":3}", "v1.size: maximum is new or lower" },
        { "size", "{\"type\":\"integer\",\"minimum\":2}", "{\"type\":\"integer\",\"minimum\":3}", "v1.size: minimum is new or higher" },
        { "size", "{\"type\":\"string\"}", "{\"type\":\"string\",\"maxLength\":3}", "v1.size: maxLength is new or lower" },
        { "size", "{\"type\":\"string\"}", "{\"type\":\"string\",\"minLength\":3}", "v1.size: minLength is new or higher" },
        { "size", "{\"type\":\"string\"}", "{\"type\":\"string\",\"enum\":[\"a\"]}", "v1.size: enum is new" },
        { "size", "{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}", "{\"type\":\"string\",\"enum\":[\"a\"]}", "v1.size: value \"b\" is gone" },
        { "size", "{\"type\":\"object\",\"properties\":{\"a\":{}}}", "{\"type\":\"object\",\"properties\":{}}", "v1.size.a is gone" },
        {
            "size", "{\"type\":\"object\",\"properties\":{\"a\":{}}}", "{\"type\":\"object\",\"properties\":{\"a\":{}},\"required\":[\"a\"]}",
            "v1.size.a is now required"
        },
        {
            "size", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}",
            "v1.size[]: type has changed"
        },
        {
            "size", "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}", "{\"type\":\"object\"}",
            "v1.size: additionalProperties is gone"
        },
        { "size", "{\"type\":\"object\",\"nullable\":true}", "{\"type\":\"object\"}", "v1.size: nullable is gone" },
        {
            "size", "{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}", "{\"type\":\"object\"}",
            "v1.size: x-kubernetes-preserve-unknown-fields is gone"
        },
        {
            "size", "{\"type\":\"object\"}", "{\"type\":\"object\",\"x-kubernetes-validations\":[{\"rule\":\"self.a > 1\"}]}",
            "v1.size: rule is new: self.a > 1"
        },
        {
            "size", "{\"type\":\"array\",\"x-kubernetes-list-type\":\"atomic\"}", "{\"type\":\"array\",\"x-kubernetes-list-type\":\"map\"}",
            "v1.size: x-kubernetes-list-type is new or has changed"
        },
        { "scope", "\"Namespaced\"", "\"Cluster\"", "spec.scope has changed" },
        { "kind", "\"A\"", "\"B\"", "spec.names.kind has changed" },
        { "version", "\"v1\"", "\"v2\"", "version v1 is gone" },
        { "served", "true", "false", "version v1 is no longer served" },
        { "subresources", "{\"status\":{}}", "{}", "version v1: subresource status is gone" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_change_that_breaks_is_found(string what, string before, string after, string expected)
    {
        Assert.Contains(expected, BreakingChanges.Between(Definition(what, before), Definition(what, after)));
        Assert.Empty(BreakingChanges.Between(Definition(what, before), Definition(what, before)));
    }

    [Theory]
    [InlineData("{\"type\":\"integer\",\"maximum\":3}", "{\"type\":\"integer\",\"maximum\":4}")]
    [InlineData("{\"type\":\"integer\",\"minimum\":3}", "{\"type\":\"integer\"}")]
    [InlineData("{\"type\":\"string\",\"enum\":[\"a\"]}", "{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}")]
    [InlineData("{\"type\":\"string\",\"pattern\":\"a\"}", "{\"type\":\"string\"}")]
    [InlineData("{\"type\":\"object\",\"properties\":{}}", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}")]
    [InlineData("{\"type\":\"object\",\"properties\":{\"a\":{}},\"required\":[\"a\"]}", "{\"type\":\"object\",\"properties\":{\"a\":{}}}")]
    [InlineData("{\"type\":\"object\",\"description\":\"a\"}", "{\"type\":\"object\",\"description\":\"b\"}")]
    public void What_only_accepts_more_breaks_nothing(string before, string after) =>
        Assert.Empty(BreakingChanges.Between(Definition("size", before), Definition("size", after)));

    private static JsonNode Definition(string what, string json)
    {
        var value = JsonNode.Parse(json);
        JsonNode Or(string name, JsonNode standard) => what == name ? value! : standard;
        return new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["scope"] = Or("scope", "Namespaced"),
                ["group"] = "october.dev",
                ["names"] = new JsonObject { ["plural"] = "as", ["kind"] = Or("kind", "A") },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = Or("version", "v1"),
                    ["served"] = Or("served", true),
                    ["subresources"] = Or("subresources", new JsonObject()),
                    ["schema"] = new JsonObject
                    {
                        ["openAPIV3Schema"] = new JsonObject
                        {
                            ["type"] = "object",
                            ["properties"] = new JsonObject { ["size"] = Or("size", new JsonObject { ["type"] = "object" }) },
                        },
                    },
                }),
            },
        };
    }

    private static JsonNode Read(string yaml) => JsonNode.Parse(
        new SerializerBuilder().JsonCompatible().Build().Serialize(
            new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(yaml)))!;
}
