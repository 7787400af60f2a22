using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>Where a kind keeps what <c>autoscaling/v1 Scale</c> shows; paths of keys.</summary>
internal sealed record ScaleView(string[] SpecReplicas, string[] StatusReplicas, string[]? Selector)
{
    /// <summary>Set for custom resources, whose own kind is named when a Scale is refused.</summary>
    public (string Group, string Kind)? Custom { get; init; }

    /// <summary>The built-in workloads: the selector is a label selector object, shown as text.</summary>
    public static ScaleView Workload { get; } = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]);

    public JsonObject Show(JsonObject value)
    {
        var metadata = new JsonObject();
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata.SetOrRemove(field, value["metadata"].At(field));
        var spec = new JsonObject();
        if (value.LongAt(SpecReplicas) is not { } replicas)
            throw StatusError.InternalError($"the spec replicas field \".{string.Join('.', SpecReplicas)}\" does not exist");
        if (replicas != 0)
            spec["replicas"] = replicas;
        var status = new JsonObject { ["replicas"] = value.LongAt(StatusReplicas) ?? 0 };
        if (Selector is not null && SelectorText(value.At(Selector)) is { Length: > 0 } selector)
            status["selector"] = selector;
        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata, ["spec"] = spec, ["status"] = status };
    }

    /// <summary>Writes the replicas of a Scale into the object, with the Scale's version as the condition.</summary>
    public JsonObject Write(JsonObject value, JsonObject scale)
    {
        var replicas = scale.LongAt("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            if (Custom is { } custom)
            {
                throw StatusError.Invalid(custom.Group, custom.Kind, value.Name(),
                    [
                        Validation.FieldError.Invalid(
                            $".{string.Join('.', SpecReplicas)}",
                            replicas.ToString(System.Globalization.CultureInfo.InvariantCulture),
                            "should be a non-negative integer"),
                    ]);
            }

            throw StatusError.Invalid("autoscaling", "Scale", value.Name(),
                [
                    Validation.FieldError.Invalid(
                        "spec.replicas", replicas.ToString(System.Globalization.CultureInfo.InvariantCulture), "must be greater than or equal to 0"),
                ]);
        }

        var parent = value;
        foreach (var key in SpecReplicas[..^1])
            parent = parent.Ensure(key);
        parent[SpecReplicas[^1]] = replicas;
        if (scale.ResourceVersion() is { Length: > 0 } version)
            value.Metadata()["resourceVersion"] = version;
        else
            value.Metadata().Remove("resourceVersion");
        return value;
    }

    private static string? SelectorText(JsonNode? selector)
    {
        if (selector is not JsonObject structured)
            return selector.AsString();
        // A ReplicationController's is only labels.
        if (structured.All(p => p.Value is JsonValue))
            structured = new JsonObject { ["matchLabels"] = structured.DeepClone() };
        var equalities = (structured.ObjectAt("matchLabels") ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value.AsString()}");
        var expressions = structured.ArrayAt("matchExpressions").Objects().Select(Expression);
        return string.Join(",", equalities.Concat(expressions));
    }

    private static string Expression(JsonObject expression)
    {
        var key = expression.StringAt("key");
        var values = string.Join(",", expression.ArrayAt("values").Strings().Order(StringComparer.Ordinal));
        return expression.StringAt("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key ?? "",
        };
    }
}
