using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Apply;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>Field ownership as requests have it: who writes, and which fields an endpoint ignores.</summary>
internal static class WriteOwnership
{
    private static readonly FieldSet Status = FieldSet.FromFieldsV1(new JsonObject { ["f:status"] = new JsonObject() });
    private static readonly ConditionalWeakTable<Schema, FieldSet> Specs = [];

    /// <summary>Records who owns what after this write.</summary>
    public static void Record(ResourceRequest request, JsonObject? old, JsonObject value, string now)
    {
        if (request.Kind.Schema is not { } schema)
            return;
        try
        {
            FieldOwnership.Update(old, value, schema, Manager(request, "Update"), NotWritten(request), now);
        }
        catch (FormatException)
        {
            // A list without its keys has no owners; validation reports what is wrong with it.
            value.Metadata().Remove("managedFields");
        }
    }

    /// <summary>Who writes.</summary>
    public static ManagerId Manager(ResourceRequest request, string operation) =>
        new(request.FieldManager, operation, request.Kind.ApiVersion, request.Subresource);

    /// <summary>The fields that an endpoint ignores (<c>GetResetFields</c>).</summary>
    public static FieldSet NotWritten(ResourceRequest request) => request.Subresource switch
    {
        "status" => request.Kind.Schema is { } schema ? Specs.GetValue(schema, SpecOf) : FieldSet.Empty,
        "" when request.Kind.Strategy.HasStatus => Status,
        _ => FieldSet.Empty,
    };

    private static FieldSet SpecOf(Schema schema) => FieldSet.FromFieldsV1(new JsonObject(schema.Properties.Keys
        .Where(f => f is not ("status" or "apiVersion" or "kind" or "metadata"))
        .Select(f => KeyValuePair.Create(PathElement.Field(f), (JsonNode?)new JsonObject()))));
}
