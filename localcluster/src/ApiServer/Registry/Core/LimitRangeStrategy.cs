using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>LimitRanges themselves: limits of containers complete each other, and must not contradict.</summary>
internal sealed class LimitRangeStrategy : Strategy
{
    public override void Default(JsonObject value)
    {
        foreach (var limit in value.ArrayAt("spec", "limits").Objects().Where(static l => l.StringAt("type") == "Container"))
        {
            Fill(limit, "default", limit.ObjectAt("max"));
            Fill(limit, "defaultRequest", limit.ObjectAt("default"));
            Fill(limit, "defaultRequest", limit.ObjectAt("min"));
        }
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var limits = value.ArrayAt("spec", "limits").Objects().ToList();
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < limits.Count; i++)
        {
            var (at, limit) = ($"spec.limits[{i}]", limits[i]);
            var type = limit.StringAt("type") ?? "";
            if (!types.Add(type))
                yield return FieldError.Duplicate($"{at}.type", FieldError.Quote(type));
            foreach (var side in type == "Pod" ? (string[])["default", "defaultRequest"] : [])
            {
                if (limit.ObjectAt(side) is { Count: > 0 })
                    yield return FieldError.Forbidden($"{at}.{side}", "may not be specified when `type` is 'Pod'");
            }

            if (type == "PersistentVolumeClaim" && limit.At("min", "storage") is null && limit.At("max", "storage") is null)
                yield return FieldError.Required(at, "either minimum or maximum storage value is required, but neither was provided");
            foreach (var error in types.Count > i ? Ranges(limit, at) : [])
                yield return error;
        }
    }

    private static void Fill(JsonObject limit, string side, JsonObject? amounts)
    {
        foreach (var (resource, amount) in amounts ?? [])
            limit.Ensure(side).SetDefault(resource, amount?.DeepClone());
    }

    private static IEnumerable<FieldError> Ranges(JsonObject limit, string at)
    {
        var sides = new[] { "max", "min", "default", "defaultRequest", "maxLimitRequestRatio" };
        foreach (
            var resource in sides
                .SelectMany(side => (limit.ObjectAt(side) ?? []).Select(static p => p.Key))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            var (most, least) = (limit.StringAt("max", resource), limit.StringAt("min", resource));
            var (normal, request) = (limit.StringAt("default", resource), limit.StringAt("defaultRequest", resource));
            if (Exceeds(least, most))
                yield return FieldError.InvalidText($"{at}.min[{resource}]", least!, $"min value {least} is greater than max value {most}");
            if (Exceeds(least, request))
                yield return FieldError.InvalidText(
                    $"{at}.defaultRequest[{resource}]", request!, $"min value {least} is greater than default request value {request}");
            if (Exceeds(request, most))
                yield return FieldError.InvalidText(
                    $"{at}.defaultRequest[{resource}]", request!, $"default request value {request} is greater than max value {most}");
            if (Exceeds(request, normal))
                yield return FieldError.InvalidText(
                    $"{at}.defaultRequest[{resource}]", request!, $"default request value {request} is greater than default limit value {normal}");
            if (Exceeds(least, normal))
                yield return FieldError.InvalidText($"{at}.default[{resource}]", least!, $"min value {least} is greater than default value {normal}");
            if (Exceeds(normal, most))
                yield return FieldError.InvalidText($"{at}.default[{resource}]", normal!, $"default value {normal} is greater than max value {most}");
            if (limit.StringAt("maxLimitRequestRatio", resource) is { } ratio && Exceeds("1", ratio))
                yield return FieldError.InvalidText($"{at}.maxLimitRequestRatio[{resource}]", ratio, $"ratio {ratio} is less than 1");
        }
    }

    private static bool Exceeds(string? left, string? right) => left is not null && right is not null && Quantity.Parse(left) > Quantity.Parse(right);
}
