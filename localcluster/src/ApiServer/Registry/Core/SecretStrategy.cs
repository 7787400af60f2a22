using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>Secrets: <c>stringData</c> is written into <c>data</c>, the type is immutable and requires certain keys.</summary>
internal sealed class SecretStrategy : Strategy
{
    private static readonly Dictionary<string, string[]> RequiredKeys = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/basic-auth"] = [],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
    };

    public override IReadOnlyList<string> SelectableFields => ["type"];

    public override string UnknownFieldLabel(string field) => $"field label not supported: {field}";

    public override void Default(JsonObject value)
    {
        if (string.IsNullOrEmpty(value.StringAt("type")))
            value["type"] = "Opaque";
        if (value["stringData"] is not JsonObject texts)
            return;
        foreach (var (key, text) in texts)
            value.Ensure("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.AsString() ?? ""));
        value.Remove("stringData");
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        foreach (var error in DataKeys.Check(value.ObjectAt("data"), "data"))
            yield return error;
        if (DataKeys.Size(value.ObjectAt("data")) * 3 / 4 > DataKeys.SizeLimit)
            yield return FieldError.TooLong("data", DataKeys.SizeLimit);
        foreach (var key in RequiredKeys.GetValueOrDefault(value.StringAt("type") ?? "", []))
        {
            if (value.ObjectAt("data")?.ContainsKey(key) != true)
                yield return FieldError.Required($"data[{key}]", "");
            else if (key.StartsWith(".docker", StringComparison.Ordinal) && JsonProblem(value.StringAt("data", key) ?? "") is { } problem)
                yield return FieldError.InvalidText($"data[{key}]", "<secret contents redacted>", problem);
        }

        // One of the two is enough for basic authentication.
        if (value.StringAt("type") == "kubernetes.io/basic-auth" && value.At("data", "username") is null && value.At("data", "password") is null)
        {
            yield return FieldError.Required("data[username]", "");
            yield return FieldError.Required("data[password]", "");
        }
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        if (value.StringAt("type") != old.StringAt("type"))
            yield return FieldError.InvalidText("type", value.StringAt("type") ?? "", "field is immutable");
        foreach (var error in DataKeys.Immutable(value, old, ["data"]))
            yield return error;
    }

    /// <summary>What Go says of a text that should be JSON.</summary>
    private static string? JsonProblem(string base64)
    {
        var text = Convert.FromBase64String(base64);
        try
        {
            JsonReading.Parse(text);
            return null;
        }
        catch (System.Text.Json.JsonException exception)
        {
            var at = (int)Math.Min(exception.BytePositionInLine ?? 0, Math.Max(text.Length - 1, 0));
            return text.Length == 0 ? "unexpected end of JSON input" : $"invalid character '{(char)text[at]}' looking for beginning of value";
        }
    }
}
