using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>The errors of an API server, with its reasons and messages (k8s.io/apimachinery/pkg/api/errors).</summary>
internal static class StatusError
{
    public static ApiStatusException NotFound(ResourceKind kind, string name) =>
        Make(404, "NotFound", $"{kind.QualifiedPlural} \"{name}\" not found", Details(name, kind.Group, kind.Plural));

    public static ApiStatusException PathNotFound() => Make(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiStatusException MethodNotAllowed() =>
        Make(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    /// <summary>Custom resources name the verb and the resource.</summary>
    public static ApiStatusException MethodNotSupported(ResourceKind kind, string verb) => Make(
        405, "MethodNotAllowed", $"{verb} is not supported on resources of kind \"{kind.QualifiedPlural}\"", Details("", kind.Group, kind.Plural));

    public static ApiStatusException AlreadyExists(ResourceKind kind, string name, bool terminating) => Make(
        409, "AlreadyExists", $"{(terminating ? "object is being deleted: " : "")}{kind.QualifiedPlural} \"{name}\" already exists",
        Details(name, kind.Group, kind.Plural));

    public static ApiStatusException Conflict(ResourceKind kind, string name, string why) => Make(
        409, "Conflict", $"Operation cannot be fulfilled on {kind.QualifiedPlural} \"{name}\": {why}", Details(name, kind.Group, kind.Plural));

    /// <summary>A precondition of a delete names the kind, not the resource.</summary>
    public static ApiStatusException PreconditionFailed(ResourceKind kind, string name, string why) => Make(
        409, "Conflict", $"Operation cannot be fulfilled on {kind.QualifiedKind} \"{name}\": {why}", Details(name, kind.Group, kind.Kind));

    public static ApiStatusException Forbidden(ResourceKind kind, string name, string why, JsonArray? causes = null)
    {
        var details = Details(name, kind.Group, kind.Plural);
        if (causes is not null)
            details["causes"] = causes;
        var subject = name.Length == 0 ? $"{kind.QualifiedPlural} is forbidden" : $"{kind.QualifiedPlural} \"{name}\" is forbidden";
        return Make(403, "Forbidden", $"{subject}: {why}", details);
    }

    public static ApiStatusException BadRequest(string message) => Make(400, "BadRequest", message, null);

    public static ApiStatusException Unauthorized() => Make(401, "Unauthorized", "Unauthorized", null);

    public static ApiStatusException UnsupportedMediaType(IEnumerable<string> accepted) => Make(
        415, "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}", null);

    public static ApiStatusException NotAcceptable(IEnumerable<string> available) => Make(
        406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {string.Join(", ", available)}", []);

    public static ApiStatusException TooLarge(long limit) =>
        Make(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}", null);

    /// <summary>An error without a reason, as the real server answers when a plain Go error reaches the top.</summary>
    public static ApiStatusException Internal(string message) => new(new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["code"] = 500,
    });

    /// <summary>An error that the real server wraps (<c>NewInternalError</c>).</summary>
    public static ApiStatusException InternalError(string message) => Make(
        500, "InternalError", $"Internal error occurred: {message}", new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) });

    public static ApiStatusException ServiceUnavailable(string message) => Make(503, "ServiceUnavailable", message, null);

    public static ApiStatusException Gone(string message) => Make(410, "Expired", message, null);

    public static ApiStatusException VersionTooLarge(long asked, long current)
    {
        var details = new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        };
        return Make(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}", details);
    }

    public static ApiStatusException Invalid(ResourceKind kind, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(kind.InvalidGroup, kind.Kind, name, errors);

    public static ApiStatusException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(e => $"{e.Field}: {e.Message}").Distinct().ToList();
        var message = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = Details(name, group, kind);
        details["causes"] = new JsonArray([.. errors.Select(e => (JsonNode)new JsonObject
        {
            ["reason"] = e.Reason,
            ["message"] = e.Message,
            ["field"] = e.Field,
        })]);
        return Make(422, "Invalid", $"{(group.Length == 0 ? kind : $"{kind}.{group}")} \"{name}\" is invalid: {message}", details);
    }

    public static ApiStatusException Make(int code, string reason, string message, JsonObject? details)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
        };
        if (details is not null)
            status["details"] = details;
        status["code"] = code;
        return new ApiStatusException(status);
    }

    public static JsonObject Details(string name, string group, string kind)
    {
        var details = new JsonObject();
        if (name.Length > 0)
            details["name"] = name;
        if (group.Length > 0)
            details["group"] = group;
        if (kind.Length > 0)
            details["kind"] = kind;
        return details;
    }
}
