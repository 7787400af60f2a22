using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Attributes;
using October.Testing;
using YamlDotNet.Serialization;

namespace October.Crd.Schema;

public sealed class CrdBuilderTests
{
    private static readonly V1JSONSchemaProps Root = CrdBuilder.Build().Spec.Versions[0].Schema.OpenAPIV3Schema;

    [Fact]
    public void The_committed_definition_is_what_the_types_say() =>
        Golden.Matches("config/crd/october.dev_octoberapps.yaml", CrdYaml.Write(OctoberJson.Node(CrdBuilder.Build())));

    [Fact]
    public void The_committed_reference_manual_is_what_the_types_say() =>
        Golden.Matches("docs/reference/octoberapp.md", ReferenceMarkdown.Write(CrdBuilder.Build()));

    [Fact]
    public void Every_optional_value_under_spec_states_its_default() =>
        Assert.Equal(
            "",
            string.Join(
                '\n',
                Optional(Root.Properties["spec"], "spec")
                    .Where(field => !field.Schema.Description.Contains("Default", StringComparison.Ordinal))
                    .Select(field => field.Path)));

    private static IEnumerable<(string Path, V1JSONSchemaProps Schema)> Optional(V1JSONSchemaProps schema, string path)
    {
        foreach (var (name, field) in schema.Properties ?? new Dictionary<string, V1JSONSchemaProps>())
        {
            if (schema.Required?.Contains(name) != true && field.Properties is null)
                yield return ($"{path}.{name}", field);
            foreach (var inner in Optional(field.Items as V1JSONSchemaProps ?? field, $"{path}.{name}"))
                yield return inner;
        }
    }

    [Fact]
    public void The_yaml_reads_back_as_the_same_object()
    {
        var crd = OctoberJson.Node(CrdBuilder.Build());
        var back = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(CrdYaml.Write(crd));
        Assert.True(JsonNode.DeepEquals(crd, JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(back))));
    }

    [Fact]
    public void Every_field_is_described_for_kubectl_explain() =>
        Assert.Empty(
            Fields(Root, "")
                .Where(field => string.IsNullOrWhiteSpace(field.Schema.Description) && field.Path != ".metadata" && !IsItem(field.Path))
                .Select(field => field.Path));

    /// <summary>Its description is that of the list, or of the map.</summary>
    private static bool IsItem(string path) => path.EndsWith("[]", StringComparison.Ordinal) || path.EndsWith(".*", StringComparison.Ordinal);

    [Fact]
    public void Nothing_under_spec_has_a_schema_default_because_it_would_drift_in_gitops() =>
        Assert.Empty(Fields(Root.Properties["spec"], "spec").Where(field => field.Schema.DefaultProperty is not null).Select(field => field.Path));

    [Fact]
    public void Status_says_that_nobody_has_looked_yet_until_somebody_has() =>
        Assert.Equal(-1L, Root.Properties["status"].Properties["observedGeneration"].DefaultProperty);

    [Fact]
    public void Every_string_list_and_map_under_spec_is_bounded_so_that_rules_stay_within_the_cost_budget() =>
        Assert.Empty(Fields(Root.Properties["spec"], "spec")
            .Where(field => field.Schema.Type == "array" && field.Schema.MaxItems is null)
            .Select(field => field.Path));

    /// <summary>What is not bounded here is a megabyte in the hands of an editor, and whatever reads it reads that.</summary>
    [Fact]
    public void Every_text_under_spec_has_a_longest_length() =>
        Assert.Empty(
            Fields(Root.Properties["spec"], "spec").Where(field => IsText(field.Schema) && field.Schema.MaxLength is null).Select(field => field.Path));

    [Fact]
    public void A_pattern_without_a_length_makes_no_schema() =>
        Assert.Contains(
            "Unbounded.Text has a pattern and no [Length]",
            Assert.Throws<InvalidOperationException>(() => SchemaBuilder.ForEntity(typeof(Unbounded))).Message,
            StringComparison.Ordinal);

    private static bool IsText(V1JSONSchemaProps schema) => schema.EnumProperty is null && (schema.Type == "string" || schema.Pattern is not null);

    private sealed class Unbounded
    {
        [Pattern("a")]
        public string? Text { get; set; }
    }

    [Fact]
    public void No_entity_member_is_required_in_the_language_because_bookmarks_carry_metadata_only()
    {
        var entities = typeof(V1OctoberApp).Assembly.GetTypes()
            .Where(type => type == typeof(V1OctoberApp) || type.Namespace == "October.Crd.Status"
                || type.Namespace?.StartsWith("October.Crd.Spec", StringComparison.Ordinal) == true).ToList();
        Assert.NotEmpty(entities);
        Assert.DoesNotContain(
            entities.SelectMany(type => type.GetProperties()),
            property => property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)));
    }

    [Fact]
    public void Each_rule_says_what_to_write_instead() =>
        Assert.All(
            typeof(V1OctoberApp).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<ValidationRuleAttribute>()),
            rule => Assert.True(rule.Message.Length > 20));

    private static IEnumerable<(string Path, V1JSONSchemaProps Schema)> Fields(V1JSONSchemaProps schema, string path)
    {
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, V1JSONSchemaProps>())
        {
            yield return ($"{path}.{name}", property);
            foreach (var nested in Fields(property, $"{path}.{name}"))
                yield return nested;
        }

        foreach (var (inner, suffix) in new[] { (schema.Items, "[]"), (schema.AdditionalProperties, ".*") })
        {
            if (inner is not V1JSONSchemaProps each)
                continue;
            yield return (path + suffix, each);
            foreach (var nested in Fields(each, path + suffix))
                yield return nested;
        }
    }
}
