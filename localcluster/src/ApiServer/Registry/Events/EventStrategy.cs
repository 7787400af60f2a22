using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Events;

/// <summary>Events: plain records that can be selected by what they are about.</summary>
internal sealed class EventStrategy : Strategy
{
    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    public override string FieldValue(JsonObject value, string field) => field switch
    {
        "source" => value.StringAt("source", "component") ?? value.StringAt("reportingComponent") ?? "",
        _ => base.FieldValue(value, field),
    };

    public override IEnumerable<FieldError> ValidateCreate(JsonObject value, StrategyContext context) => Namespace(value, "involvedObject");

    /// <summary>An event lies in the namespace of what it is about, or in the default namespace.</summary>
    public static IEnumerable<FieldError> Namespace(JsonObject value, string field)
    {
        var about = value.StringAt(field, "namespace") ?? "";
        if (about != value.Namespace() && (about.Length > 0 || value.Namespace() != "default"))
            yield return FieldError.InvalidText("involvedObject.namespace", about, "does not match event.namespace");
    }

    public override string UnknownFieldLabel(string field) => $"field label not supported: {field}";
}
