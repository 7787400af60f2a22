using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Patches;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Bodies;
using October.LocalCluster.ApiServer.Requests.Options;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>PATCH in its four forms.</summary>
internal sealed class PatchVerbs(WriteVerbs writes)
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    public ApiResponse Patch(ResourceRequest request)
    {
        WriteOptions.Check(request, "PatchOptions");
        var type = RequestBody.MediaType(request.Request);
        switch (type)
        {
            case Apply:
                return ApplyPatch(request);
            case Json or Merge:
            case Strategic when !request.Kind.IsCustom:
                if (request.Query["force"] is not null)
                    throw StatusError.Invalid("meta.k8s.io", "PatchOptions", "", [FieldError.Forbidden("force", "may not be specified for non-apply patch")]);
                var change = Change(request, type);
                return ApiResponse.Ok(writes.Update(request, change, requireVersion: false));
            default:
                throw request.Kind.IsCustom
                    ? StatusError.UnsupportedMediaType([Json, Merge, Apply])
                    : StatusError.Make(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);
        }
    }

    /// <summary>The patch as a function from the current document to the wanted one.</summary>
    public static Func<JsonObject, JsonObject> Change(ResourceRequest request, string type)
    {
        var parsed = RequestBody.ReadPatch(request.Request, type == Strategic ? "" : "error decoding patch: ");
        switch (type)
        {
            case Json:
                if (parsed.Root is not JsonArray operations)
                    throw StatusError.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
                if (operations.Count > JsonPatch.MaxOperations)
                    throw StatusError.TooLarge(JsonPatch.MaxOperations);
                return current => Finish(request, ApplyJson(current, operations), [], patchText: null);
            case Strategic:
                var strategic = AsObject(parsed.Root);
                return current =>
                {
                    try
                    {
                        return Finish(
                            request,
                            StrategicMergePatch.Apply(current, strategic, request.Kind.Schema ?? new Schemas.Schema()),
                            parsed.DuplicatePaths,
                            StrategicMergePatch.GoMap(strategic));
                    }
                    catch (FormatException exception)
                    {
                        throw StatusError.Internal(exception.Message);
                    }
                };
            default:
                var merge = AsObject(parsed.Root);
                return current =>
                {
                    MergePatch.Apply(current, merge);
                    return Finish(request, current, parsed.DuplicatePaths, patchText: null);
                };
        }
    }

    private static JsonObject AsObject(JsonNode? root) =>
        root as JsonObject
        ?? throw StatusError.BadRequest(
            "error decoding patch: json: cannot unmarshal " + (root is JsonArray ? "array" : "value") + " into Go value of type map[string]interface {}");

    private static JsonObject ApplyJson(JsonObject current, JsonArray operations)
    {
        try
        {
            return JsonPatch.Apply(current, operations) as JsonObject ?? throw new JsonPatchException("the document is no object any more");
        }
        catch (JsonPatchException)
        {
            throw StatusError.Make(422, "Invalid", "the server rejected our request due to an error in our request", []);
        }
    }

    private static JsonObject Finish(ResourceRequest request, JsonObject document, IReadOnlyList<string> duplicates, string? patchText)
    {
        // Decoding drops what is unknown; an error shows the document as it was patched.
        var patched = request.Kind.IsCustom && request.FieldValidation == "Strict" ? document.Clone() : document;
        ApiStatusException Refuse(string problem)
        {
            var shown = patchText ?? PatchedText.Of(patched, request.Kind.IsCustom);
            return StatusError.Invalid("", "", "", [FieldError.Invalid("patch", FieldError.Quote(shown), problem)]);
        }

        var (apiVersion, kind) = (document.StringAt("apiVersion"), document.StringAt("kind"));
        if (!request.Kind.IsCustom && (apiVersion != request.Kind.ApiVersion || kind != request.Kind.Kind))
            throw Refuse($"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        if (request.Kind.IsCustom)
            ObjectDecoder.CheckType(request, document);
        var name = document.Name();
        if (name.Length > 0 && name != request.Name)
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        return ObjectDecoder.Decode(request, document, duplicates, Refuse);
    }

    private ApiResponse ApplyPatch(ResourceRequest request)
    {
        var kind = request.Kind;
        if (string.IsNullOrEmpty(request.Query["fieldManager"]))
            throw StatusError.Invalid("meta.k8s.io", "PatchOptions", "", [FieldError.Required("fieldManager", "is required for apply patch")]);
        var config = ReadConfiguration(request);
        if (config["metadata"].At("managedFields") is JsonArray)
            throw StatusError.BadRequest("metadata.managedFields must be nil");
        var (sentVersion, sentKind) = (config.StringAt("apiVersion"), config.StringAt("kind"));
        if (sentVersion != kind.ApiVersion || sentKind != kind.Kind)
            throw StatusError.BadRequest($"invalid object type: {GroupVersion(sentVersion)}, Kind={sentKind}");
        var name = config.Name();
        if (name.Length > 0 && name != request.Name)
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        if (config.Namespace() is { Length: > 0 } ns && ns != (request.Namespace ?? ""))
            throw StatusError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        config.Metadata()["name"] = request.Name;
        var (value, created) = writes.Apply(request, config, request.Query.IsTrue("force"));
        return created ? ApiResponse.Created(value) : ApiResponse.Ok(value);
    }

    /// <summary>As Go prints it: the core group has an empty name before the slash only when a version is there.</summary>
    private static string GroupVersion(string? apiVersion) => string.IsNullOrEmpty(apiVersion) ? "/" : apiVersion.Contains('/') ? apiVersion : $"/{apiVersion}";

    private static JsonObject ReadConfiguration(ResourceRequest request)
    {
        if (request.Request.Document is JsonObject document)
            return (JsonObject)JsonReading.Normalize(document)!;
        try
        {
            var parsed = Yaml.Read(request.Request.Body.Span);
            if (parsed.DuplicatePaths.Count > 0)
            {
                throw StatusError.BadRequest(
                    "error decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  key already set in map: "
                        + string.Join(", ", parsed.DuplicatePaths));
            }

            return parsed.Root as JsonObject ?? throw StatusError.BadRequest("error decoding YAML: the configuration is no object");
        }
        catch (YamlDotNet.Core.YamlException exception)
        {
            throw StatusError.BadRequest($"error decoding YAML: error converting YAML to JSON: yaml: {exception.Message}");
        }
    }
}
