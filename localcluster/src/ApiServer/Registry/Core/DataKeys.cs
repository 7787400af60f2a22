using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>What the data of ConfigMaps and Secrets have in common.</summary>
internal static partial class DataKeys
{
    public const int SizeLimit = 1024 * 1024;
    private const int KeyLimit = 253;

    public static IEnumerable<FieldError> Check(JsonObject? data, string path)
    {
        foreach (var (key, _) in data ?? [])
        {
            if (key.Length > KeyLimit)
                yield return FieldError.InvalidText($"{path}[{key}]", key, $"must be no more than {KeyLimit} characters");
            if (!KeyPattern().IsMatch(key))
            {
                yield return FieldError.InvalidText($"{path}[{key}]", key,
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', " +
                    "regex used for validation is '[-._a-zA-Z0-9]+')");
            }
            else if (key is "." or "..")
            {
                yield return FieldError.InvalidText($"{path}[{key}]", key, $"must not be '{key}'");
            }
        }
    }

    public static long Size(JsonObject? data) => (data ?? []).Sum(p => (long)Encoding.UTF8.GetByteCount(p.Value.AsString() ?? ""));

    public static IEnumerable<FieldError> Immutable(JsonObject value, JsonObject old, string[] fields)
    {
        if (old.BoolAt("immutable") != true)
            yield break;
        if (value.BoolAt("immutable") != true)
            yield return FieldError.Forbidden("immutable", "field is immutable when `immutable` is set");
        foreach (var field in fields)
        {
            if (!value[field].DeepEqual(old[field]))
                yield return FieldError.Forbidden(field, "field is immutable when `immutable` is set");
        }
    }

    [GeneratedRegex("^[-._a-zA-Z0-9]+\\z", RegexOptions.NonBacktracking)]
    private static partial Regex KeyPattern();
}
