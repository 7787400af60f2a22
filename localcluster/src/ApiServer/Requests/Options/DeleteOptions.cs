using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests.Bodies;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Requests.Options;

/// <summary>How to delete, from the body or the query of a DELETE.</summary>
internal sealed record DeleteOptions(long? GracePeriodSeconds, string? Propagation, string? Uid, string? ResourceVersion, bool DryRun)
{
    private static readonly string[] Policies = ["Orphan", "Background", "Foreground"];

    public static DeleteOptions Read(ResourceRequest request)
    {
        var query = request.Query;
        var body = request.Request.Document is null && request.Request.Body.IsEmpty
            ? null
            : RequestBody.ReadObject(request.Request, "DeleteOptions").Root as JsonObject;
        if (body.StringAt("kind") is { } kind && kind != "DeleteOptions")
        {
            throw StatusError.BadRequest(
                $"no kind \"{kind}\" is registered for version \"{body.StringAt("apiVersion")}\" in scheme "
                    + "\"pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }

        var grace = body.LongAt("gracePeriodSeconds")
            ?? (long.TryParse(query["gracePeriodSeconds"], CultureInfo.InvariantCulture, out var seconds) ? seconds : null);
        var propagation = body.StringAt("propagationPolicy") ?? query["propagationPolicy"];
        if ((body.BoolAt("orphanDependents") ?? Flag(query["orphanDependents"])) is { } orphan)
        {
            if (propagation is not null)
            {
                throw Invalid([FieldError.Invalid("propagationPolicy", FieldError.Quote(propagation),
                    "orphanDependents and deletionPropagation cannot be both set")]);
            }

            propagation = orphan ? "Orphan" : "Background";
        }

        if (propagation is not null && !Policies.Contains(propagation))
            throw Invalid([FieldError.NotSupported("propagationPolicy", FieldError.Quote(propagation), ["Foreground", "Background", "Orphan", "nil"])]);
        return new DeleteOptions(
            grace,
            propagation,
            body.StringAt("preconditions", "uid"),
            body.StringAt("preconditions", "resourceVersion"),
            request.IsDryRun || body.ArrayAt("dryRun") is { Count: > 0 });
    }

    private static Model.ApiStatusException Invalid(IReadOnlyList<FieldError> errors) => StatusError.Invalid("meta.k8s.io", "DeleteOptions", "", errors);

    private static bool? Flag(string? text) => text is null ? null : text is not ("false" or "0" or "");
}
