using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.Common.Secrets;

namespace October.Cli.Diagnosis;

/// <summary>
/// Redacts Secrets' values, values of fields, variables and headers with names like password or token, and users and passwords in URLs. Pure.
/// </summary>
internal static partial class Redaction
{
    private const string Redacted = "(redacted)";

    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>Who wrote which field, and everything once more as it was written.</summary>
    private static readonly string[] LeftOut = ["managedFields", "kubectl.kubernetes.io/last-applied-configuration"];

    /// <summary>A copy without secrets and without managedFields.</summary>
    public static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject map => Map(map),
        JsonArray list => new JsonArray([.. list.Select(Of)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Value(text),
        _ => node?.DeepClone(),
    };

    /// <summary>A text without users and passwords in URLs.</summary>
    public static string Text(string text) => UserInfo().Replace(text, "${before}" + Redacted + "@");

    private static JsonObject Map(JsonObject map)
    {
        var copy = new JsonObject();
        foreach (var (key, value) in map)
        {
            if (LeftOut.Contains(key))
                continue;
            copy[key] = (key is "data" or "stringData" && map["kind"] is JsonValue kind && kind.ToString() == "Secret")
                || (IsSecret(key) && value is JsonValue)
                ? Redact(value)
                : Of(value);
        }

        // An environment variable or a header, { name, value }.
        if (map["name"] is JsonValue name && IsSecret(name.ToString()) && map["value"] is not null)
            copy["value"] = Redacted;
        return copy;
    }

    /// <summary>A text may be JSON: of annotations that keep an object as it was written.</summary>
    private static string Value(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return Text(text);
        try
        {
            return Of(JsonNode.Parse(text))!.ToJsonString();
        }
        catch (JsonException)
        {
            return Text(text);
        }
    }

    private static bool IsSecret(string name) => SecretName().IsMatch(name) && !Place().IsMatch(name);

    private static JsonNode? Redact(JsonNode? value) => value is JsonObject map
        ? new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Redacted)))
        : Redacted;

    [GeneratedRegex(SecretPatterns.Names, Options)]
    private static partial Regex SecretName();

    /// <summary>Where the secret is, not what it is.</summary>
    [GeneratedRegex("(name|file|path|ref|seconds)$", Options)]
    private static partial Regex Place();

    [GeneratedRegex(SecretPatterns.UserInfo, Options)]
    private static partial Regex UserInfo();
}
