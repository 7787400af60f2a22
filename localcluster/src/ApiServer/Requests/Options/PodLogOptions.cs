using System.Globalization;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Requests.Options;

/// <summary>Reads the options of a log request (<c>PodLogOptions</c>) and refuses what makes no sense.</summary>
internal static class PodLogOptions
{
    public static LogOptions Read(ResourceRequest request)
    {
        var (tail, since, limit) = (Number(request, "tailLines"), Number(request, "sinceSeconds"), Number(request, "limitBytes"));
        var sinceTime = request.Query["sinceTime"] is { Length: > 0 } time
            ? ObjectMeta.ParseTime(time) ?? throw StatusError.BadRequest($"parsing time \"{time}\": it is not RFC 3339")
            : (DateTimeOffset?)null;
        var errors = new List<FieldError>();
        if (tail < 0)
            errors.Add(FieldError.Invalid("tailLines", $"{tail}", "must be greater than or equal to 0"));
        if (limit < 1)
            errors.Add(FieldError.Invalid("limitBytes", $"{limit}", "must be greater than 0"));
        if (since is not null && sinceTime is not null)
            errors.Add(FieldError.Forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
        else if (since < 1)
            errors.Add(FieldError.Invalid("sinceSeconds", $"{since}", "must be greater than 0"));
        if (errors.Count > 0)
            throw StatusError.Invalid("", "PodLogOptions", request.Name!, errors);
        return new LogOptions(
            request.Query.IsTrue("follow"),
            request.Query.IsTrue("previous"),
            (int?)tail,
            (int?)since,
            request.Query.IsTrue("timestamps"),
            sinceTime,
            limit);
    }

    private static long? Number(ResourceRequest request, string name) => request.Query[name] switch
    {
        null or "" => null,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw StatusError.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax"),
    };
}
