using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Requests.Bodies;

/// <summary>Turns a document into an object of its kind: types are checked, unknown fields dropped, and reported by fieldValidation.</summary>
internal static class ObjectDecoder
{
    /// <summary>Decodes the body of a create or replace.</summary>
    public static JsonObject DecodeBody(ResourceRequest request)
    {
        var kind = request.Kind;
        var parsed = RequestBody.ReadObject(request.Request, kind.Kind);
        var body = (JsonObject)parsed.Root!;
        CheckType(request, body);
        return Decode(request, body, parsed.DuplicatePaths, StatusError.BadRequest);
    }

    /// <summary>Decodes a document made by a patch.</summary>
    /// <param name="request">The request.</param>
    /// <param name="document">The document; it may be changed.</param>
    /// <param name="duplicates">Keys that appeared twice in the request.</param>
    /// <param name="refuse">How strictness violations and wrong types are refused.</param>
    public static JsonObject Decode(
        ResourceRequest request, JsonObject document, IReadOnlyList<string> duplicates, Func<string, ApiStatusException> refuse)
    {
        var kind = request.Kind;
        var (value, unknown) = kind.IsCustom ? DecodeCustom(kind, document, refuse) : DecodeBuiltIn(kind, document, refuse);
        var problems = unknown.Select(p => $"unknown field \"{p}\"").Concat(duplicates.Select(p => $"duplicate field \"{p}\"")).ToList();
        if (kind.IsCustom)
            problems = [.. problems.OrderBy(p => p.StartsWith('u'))];
        if (problems.Count == 0 || request.FieldValidation == "Ignore")
            return value;
        if (request.FieldValidation == "Strict")
            throw refuse($"{Prefix(kind, refuse)}strict decoding error: {string.Join(", ", problems)}");
        request.Warnings.AddRange(problems);
        return value;
    }

    private static (JsonObject Value, List<string> Unknown) DecodeBuiltIn(ResourceKind kind, JsonObject document, Func<string, ApiStatusException> refuse)
    {
        if (kind.Schema is not { } schema)
            return (document, []);
        var decoder = new TypedDecoder(kind.Kind);
        try
        {
            return (decoder.Decode(document, schema), decoder.UnknownFields);
        }
        catch (FormatException exception)
        {
            throw refuse($"{Prefix(kind, refuse)}{exception.Message}");
        }
    }

    private static (JsonObject Value, List<string> Unknown) DecodeCustom(ResourceKind kind, JsonObject document, Func<string, ApiStatusException> refuse)
    {
        var decoder = new TypedDecoder("ObjectMeta");
        List<string> unknown = [];
        try
        {
            if (kind.CustomSchema is { } embedding)
                unknown = EmbeddedResources.CoerceMetadata(document, embedding);
            document["metadata"] = decoder.Decode(document["metadata"] as JsonObject ?? [], BuiltInSchemas.ObjectMeta, "metadata");
        }
        catch (FormatException exception)
        {
            throw refuse($"{Prefix(kind, refuse)}{exception.Message}");
        }

        unknown = [.. decoder.UnknownFields, .. unknown];
        if (kind.CustomSchema is { } schema)
        {
            unknown = [.. StructuralPruner.Prune(document, schema), .. unknown];
            StructuralDefaulter.Default(document, schema);
        }

        return (document, unknown);
    }

    private static string Prefix(ResourceKind kind, Func<string, ApiStatusException> refuse) =>
        refuse == StatusError.BadRequest ? $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: " : "";

    /// <summary>Custom resources must say their type themselves.</summary>
    private static void CheckCustomType(ResourceRequest request, JsonObject body)
    {
        var kind = request.Kind;
        var (sentVersion, sentKind) = (body.StringAt("apiVersion") ?? "", body.StringAt("kind") ?? "");
        if (sentVersion != kind.ApiVersion)
        {
            // Of a version that is not served no field is known.
            if (request.FieldValidation == "Warn")
                request.Warnings.AddRange(
                    body.Select(p => p.Key)
                        .Where(k => k is not ("apiVersion" or "kind" or "metadata"))
                        .Order(StringComparer.Ordinal)
                        .Select(k => $"unknown field \"{k}\""));
            throw StatusError.BadRequest($"the API version in the data ({sentVersion}) does not match the expected API version ({kind.ApiVersion})");
        }

        if (sentKind != kind.Kind)
            throw StatusError.Invalid(kind.Group, sentKind, body.Name(), [FieldError.InvalidText("kind", sentKind, $"must be {kind.Kind}")]);
    }

    /// <summary>The type of a document must be the resource's; a missing one is taken as meant.</summary>
    public static void CheckType(ResourceRequest request, JsonObject body)
    {
        var kind = request.Kind;
        if (kind.IsCustom)
        {
            CheckCustomType(request, body);
            return;
        }

        body.SetDefault("kind", kind.Kind);
        body.SetDefault("apiVersion", kind.ApiVersion);
        var (sentVersion, sentKind) = (body.StringAt("apiVersion"), body.StringAt("kind"));
        if (sentVersion == kind.ApiVersion && sentKind == kind.Kind)
            return;

        throw StatusError.BadRequest(sentVersion == kind.ApiVersion
            ? $"{sentKind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: converting ({kind.Version}.{sentKind}) to (core.{kind.Kind}): "
                + "unknown conversion"
            : $"{sentKind} in version \"{sentVersion?.Split('/')[^1]}\" cannot be handled as a {kind.Kind}: no kind \"{sentKind}\" is registered for version " +
              $"\"{sentVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }
}
