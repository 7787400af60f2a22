using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>ConfigMaps: at most a mebibyte, keys are file names, and immutable ones stay as they are.</summary>
internal sealed class ConfigMapStrategy : Strategy
{
    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        foreach (var error in DataKeys.Check(value.ObjectAt("data"), "data").Concat(DataKeys.Check(value.ObjectAt("binaryData"), "binaryData")))
            yield return error;
        foreach (var (key, _) in value.ObjectAt("binaryData") ?? [])
        {
            if (value.ObjectAt("data")?.ContainsKey(key) == true)
                yield return FieldError.InvalidText($"data[{key}]", key, "duplicate of key present in binaryData");
        }

        if (DataKeys.Size(value.ObjectAt("data")) + DataKeys.Size(value.ObjectAt("binaryData")) > DataKeys.SizeLimit)
            yield return FieldError.TooLong("[]", DataKeys.SizeLimit);
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context) =>
        DataKeys.Immutable(value, old, ["data", "binaryData"]);
}
