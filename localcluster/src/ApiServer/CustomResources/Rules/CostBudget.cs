using System.Globalization;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>The limits of what the rules of one schema may cost together and each, as estimated when it is written.</summary>
internal sealed class CostBudget
{
    private const ulong PerExpression = 10_000_000;
    private const ulong PerSchema = 100_000_000;
    private const int Named = 4;

    private readonly List<(string Path, ulong Cost)> _expensive = [];
    private ulong _total;

    /// <summary>Counts an expression, and refuses it when it alone is too much.</summary>
    public FieldError? Charge(string path, string what, ulong cost)
    {
        _total = _total > ulong.MaxValue - cost ? ulong.MaxValue : _total + cost;
        if (cost >= PerSchema / 100)
            _expensive.Add((path, cost));
        return cost > PerExpression ? FieldError.Forbidden(path, Exceeded(what, cost, PerExpression)) : null;
    }

    /// <summary>What is to be said about the whole: the four most expensive expressions, and the sum.</summary>
    public IEnumerable<FieldError> Exceeded(string schemaPath)
    {
        if (_total <= PerSchema)
            return [];
        return _expensive
            .OrderByDescending(static e => e.Cost)
            .Take(Named)
            .Select(static e => FieldError.Forbidden(e.Path, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"))
            .Append(
                FieldError.Forbidden(schemaPath, Exceeded("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", _total, PerSchema))
            );
    }

    private static string Exceeded(string what, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var shown = factor > 100 ? "more than 100x" : factor.ToString(factor < 1.5 ? "F6" : "F1", CultureInfo.InvariantCulture) + "x";
        return $"{what} exceeds budget by factor of {shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, "
            + "and strings are declared)";
    }
}
