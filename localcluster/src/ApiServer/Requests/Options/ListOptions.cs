using System.Globalization;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.ApiServer.Watching;

namespace October.LocalCluster.ApiServer.Requests.Options;

/// <summary>The legality table of list and watch parameters (KEP-2523, KEP-3157; apimachinery's <c>ValidateListOptions</c>).</summary>
internal static class ListOptions
{
    private const string MatchField = "resourceVersionMatch";

    public static Selection Selection(ResourceRequest request)
    {
        try
        {
            var fields = FieldSelector.Parse(request.Query["fieldSelector"], request.Kind.Strategy);
            return new Selection(request.Namespace, request.Name ?? fields.RequiredName, LabelSelector.Parse(request.Query["labelSelector"]), fields);
        }
        catch (FormatException exception)
        {
            throw StatusError.BadRequest(exception.Message);
        }
    }

    public static void Check(QueryParameters query, bool isWatch)
    {
        var match = query[MatchField] ?? "";
        var version = query["resourceVersion"] ?? "";
        var sendInitial = query["sendInitialEvents"] is not null;
        var errors = new List<FieldError>();
        if (isWatch && match.Length > 0 && !sendInitial)
            errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        else if (sendInitial && !isWatch)
            errors.Add(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        else if (sendInitial)
            CheckInitialEvents(match, query, errors);
        else if (match.Length > 0)
            CheckMatch(match, version, query, errors);
        if (errors.Count > 0)
            throw StatusError.Invalid("meta.k8s.io", "ListOptions", "", errors);
    }

    private static void CheckInitialEvents(string match, QueryParameters query, List<FieldError> errors)
    {
        if (match != "NotOlderThan")
            errors.Add(FieldError.Forbidden(MatchField, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        if (match is not ("NotOlderThan" or ""))
            errors.Add(FieldError.NotSupported(MatchField, FieldError.Quote(match), ["NotOlderThan"]));
        if (query["continue"] is { Length: > 0 })
            errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden with continue"));
    }

    private static void CheckMatch(string match, string version, QueryParameters query, List<FieldError> errors)
    {
        if (version.Length == 0)
            errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        if (query["continue"] is { Length: > 0 })
            errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch is forbidden with continue"));
        if (match is not ("Exact" or "NotOlderThan"))
            errors.Add(FieldError.NotSupported(MatchField, FieldError.Quote(match), ["Exact", "NotOlderThan", ""]));
        else if (match == "Exact" && version == "0")
            errors.Add(FieldError.Forbidden(MatchField, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
    }

    /// <summary>A resource version as a number; null when empty.</summary>
    /// <param name="text">The parameter.</param>
    /// <param name="refuse">How the verb at hand refuses a wrong one: lists with 400, the others with 500.</param>
    public static long? Revision(string? text, Func<string, ApiStatusException> refuse)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return text.All(char.IsAsciiDigit) && long.TryParse(text, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw refuse($"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }
}
