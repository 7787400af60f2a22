using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Events;

/// <summary>Events of events.k8s.io: complete, and unchangeable but for their series.</summary>
internal sealed class EventsV1Strategy : Strategy
{
    private const int NoteLimit = 1024;
    private static readonly string[] Fixed =
    [
        "regarding",
        "reason",
        "note",
        "type",
        "action",
        "eventTime",
        "reportingController",
        "reportingInstance",
        "related",
    ];

    public override IReadOnlyList<string> SelectableFields { get; } =
        ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason", "reportingController", "type"];

    public override string UnknownFieldLabel(string field) => $"field label not supported: {field}";

    public override IEnumerable<FieldError> ValidateCreate(JsonObject value, StrategyContext context)
    {
        foreach (var error in EventStrategy.Namespace(value, "regarding"))
            yield return error;
        if (value["eventTime"] is null)
            yield return FieldError.Required("eventTime", "");
        var controller = value.StringAt("reportingController") ?? "";
        if (controller.Length == 0)
            yield return FieldError.Required("reportingController", "");
        foreach (var problem in LabelValidation.KeyProblems(controller))
            yield return FieldError.InvalidText("reportingController", controller, problem);
        foreach (var field in (string[])["reportingInstance", "action", "reason"])
        {
            if (string.IsNullOrEmpty(value.StringAt(field)))
                yield return FieldError.Required(field, "");
        }

        if ((value.StringAt("note")?.Length ?? 0) > NoteLimit)
            yield return FieldError.InvalidText("message", "", $"can have at most {NoteLimit} characters");
        if (value.StringAt("type") is not ("Normal" or "Warning"))
            yield return FieldError.InvalidText("type", "", $"has invalid value: {value.StringAt("type")}");
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        foreach (var field in Fixed.Where(f => !value[f].DeepEqual(old[f])))
        {
            var path = field switch { "regarding" => "involvedObject", "note" => "message", _ => field };
            yield return FieldError.Invalid(path, Schemas.SchemaValidator.GoJson(value[field]), "field is immutable");
        }
    }
}
