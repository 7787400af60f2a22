using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Apps;

/// <summary>ControllerRevisions: their data never changes.</summary>
internal sealed class ControllerRevisionStrategy : Strategy
{
    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        if (value.LongAt("revision") is < 0 and var revision)
            yield return FieldError.Invalid("revision", $"{revision}", "must be greater than or equal to 0");
        if (value["data"] is null)
            yield return FieldError.Required("data", "data is mandatory");
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        if (!value["data"].DeepEqual(old["data"]))
            yield return FieldError.Invalid("data", SchemaValidator.GoJson(value["data"]), "field is immutable");
    }
}
