using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>The spec of a claim as Go prints its internal type, indented: what errors compare.</summary>
internal static class ClaimSpecText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(JsonObject? spec) => new JsonObject
    {
        ["AccessModes"] = spec?["accessModes"]?.DeepClone(),
        ["Selector"] = spec?["selector"]?.DeepClone(),
        ["Resources"] = new JsonObject
        {
            ["Limits"] = spec.At("resources", "limits")?.DeepClone(),
            ["Requests"] = spec.At("resources", "requests")?.DeepClone(),
        },
        ["VolumeName"] = spec.StringAt("volumeName") ?? "",
        ["StorageClassName"] = spec.StringAt("storageClassName"),
        ["VolumeMode"] = spec.StringAt("volumeMode"),
        ["DataSource"] = Reference(spec.ObjectAt("dataSource"), hasNamespace: false),
        ["DataSourceRef"] = Reference(spec.ObjectAt("dataSourceRef"), hasNamespace: true),
        ["VolumeAttributesClassName"] = spec.StringAt("volumeAttributesClassName"),
    }.ToJsonString(Indented);

    private static JsonObject? Reference(JsonObject? reference, bool hasNamespace)
    {
        if (reference is null)
            return null;
        var text = new JsonObject
        {
            ["APIGroup"] = reference.StringAt("apiGroup"),
            ["Kind"] = reference.StringAt("kind") ?? "",
            ["Name"] = reference.StringAt("name") ?? "",
        };
        if (hasNamespace)
            text["Namespace"] = reference.StringAt("namespace");
        return text;
    }
}
