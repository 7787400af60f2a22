using System.Text.Json.Nodes;

namespace October.Crd.Compatibility;

/// <summary>
/// What a definition refuses, or understands otherwise, that an earlier one accepted: the rules of crdify (https://github.com/kubernetes-sigs/crdify), and
/// those of Kubernetes' API conventions that it does not judge.
/// </summary>
internal static class BreakingChanges
{
    private static readonly string[] Maxima = ["maximum", "maxLength", "maxItems", "maxProperties"];
    private static readonly string[] Minima = ["minimum", "minLength", "minItems", "minProperties"];

    /// <summary>Constraints that may go, but neither come nor change.</summary>
    private static readonly string[] Exact =
        ["pattern", "format", "multipleOf", "exclusiveMinimum", "exclusiveMaximum", "uniqueItems", "x-kubernetes-list-type", "x-kubernetes-map-type"];

    /// <summary>What either is or is not, and may not change at all: a stored object would be read otherwise.</summary>
    private static readonly string[] Fixed = ["type", "default", "x-kubernetes-int-or-string", "x-kubernetes-embedded-resource", "x-kubernetes-list-map-keys"];

    /// <summary>What may be switched on, and not off.</summary>
    private static readonly string[] Permissions = ["nullable", "x-kubernetes-preserve-unknown-fields"];

    /// <summary>One sentence for each, with the path of the field.</summary>
    /// <param name="before">The released CustomResourceDefinition.</param>
    /// <param name="after">The next one.</param>
    public static IEnumerable<string> Between(JsonNode before, JsonNode after)
    {
        foreach (var field in (string[])["scope", "group"])
        {
            if (!Same(before["spec"]![field], after["spec"]![field]))
                yield return $"spec.{field} has changed";
        }

        foreach (var name in (string[])["plural", "kind"])
        {
            if (!Same(before["spec"]!["names"]![name], after["spec"]!["names"]![name]))
                yield return $"spec.names.{name} has changed";
        }

        var versions = after["spec"]!["versions"]!.AsArray().ToDictionary(version => (string)version!["name"]!, version => version!, StringComparer.Ordinal);
        foreach (var version in before["spec"]!["versions"]!.AsArray())
        {
            var name = (string)version!["name"]!;
            if (!versions.TryGetValue(name, out var next))
            {
                yield return $"version {name} is gone";
                continue;
            }

            if ((bool)version["served"]! && !(bool)next["served"]!)
                yield return $"version {name} is no longer served";
            foreach (var subresource in (version["subresources"] as JsonObject ?? []).Select(one => one.Key))
            {
                if (next["subresources"]?[subresource] is null)
                    yield return $"version {name}: subresource {subresource} is gone";
            }

            foreach (var change in Schema(name, version["schema"]!["openAPIV3Schema"]!, next["schema"]!["openAPIV3Schema"]!))
                yield return change;
        }
    }

    private static IEnumerable<string> Schema(string path, JsonNode before, JsonNode after)
    {
        foreach (var key in Fixed.Where(key => !Same(before[key], after[key])))
            yield return $"{path}: {key} has changed";
        foreach (var key in Exact.Where(key => after[key] is not null && !Same(before[key], after[key])))
            yield return $"{path}: {key} is new or has changed";
        foreach (var key in Permissions.Where(key => (bool?)before[key] == true && (bool?)after[key] != true))
            yield return $"{path}: {key} is gone";
        foreach (var key in Maxima.Where(key => (double?)after[key] is { } limit && !((double?)before[key] <= limit)))
            yield return $"{path}: {key} is new or lower";
        foreach (var key in Minima.Where(key => (double?)after[key] is { } limit && !((double?)before[key] >= limit)))
            yield return $"{path}: {key} is new or higher";
        if (after["enum"] is JsonArray values)
        {
            if (before["enum"] is not JsonArray earlier)
                yield return $"{path}: enum is new";
            else
                foreach (var gone in earlier.Where(value => !values.Any(one => Same(one, value))))
                    yield return $"{path}: value {gone!.ToJsonString()} is gone";
        }

        foreach (var field in Texts(after["required"]).Except(Texts(before["required"]), StringComparer.Ordinal))
            yield return $"{path}.{field} is now required";
        var rules = Rules(before).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in Rules(after).Where(rule => !rules.Contains(rule)))
            yield return $"{path}: rule is new: {rule}";
        foreach (var change in Inside(path, before, after))
            yield return change;
    }

    private static IEnumerable<string> Inside(string path, JsonNode before, JsonNode after)
    {
        foreach (var (name, field) in before["properties"] as JsonObject ?? [])
        {
            if (after["properties"]?[name] is not { } next)
                yield return $"{path}.{name} is gone";
            else
                foreach (var change in Schema($"{path}.{name}", field!, next))
                    yield return change;
        }

        foreach (var (key, suffix) in ((string, string)[])[("items", "[]"), ("additionalProperties", ".*")])
        {
            if (before[key] is not JsonObject inner)
                continue;
            if (after[key] is not JsonObject next)
                yield return $"{path}: {key} is gone";
            else
                foreach (var change in Schema(path + suffix, inner, next))
                    yield return change;
        }
    }

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(one => (string)one!);

    private static IEnumerable<string> Rules(JsonNode schema) => (schema["x-kubernetes-validations"] as JsonArray ?? []).Select(rule => (string)rule!["rule"]!);

    private static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);
}
