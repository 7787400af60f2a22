using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>Serves <c>/openapi/v3</c> (KEP-2896): an index with hashes, and one document for each group version; and the old <c>/openapi/v2</c>.</summary>
internal sealed class OpenApiEndpoints(KindRegistry registry)
{
    /// <summary>Documents by path; the epoch changes with the registry.</summary>
    private readonly ConcurrentDictionary<(string Path, long Epoch), byte[]> _documents = new();

    /// <summary>The answer, or null when the path is not OpenAPI's.</summary>
    public ApiResponse? Handle(ApiRequest request)
    {
        if (request.Path != "/openapi/v2" && request.Path != "/openapi/v3" && !request.Path.StartsWith("/openapi/v3/"))
            return null;
        if (request.Method != "GET")
            throw StatusError.MethodNotAllowed();
        if (request.Path == "/openapi/v2")
            return Version2(request);
        if (request.Path == "/openapi/v3")
            return new ApiResponse { Code = 200, Bytes = WireJson.Write(Index()), ContentType = "text/plain; charset=utf-8" };
        return Find(request.Path["/openapi/v3/".Length..].Trim('/')) is { } document
            ? Respond(request, document)
            : new ApiResponse { Code = 404, ContentType = "" };
    }

    private static ApiResponse Respond(ApiRequest request, byte[] document)
    {
        var etag = $"\"{Hash(document)}\"";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ETag"] = etag, ["Vary"] = "Accept" };
        return request.IfNoneMatch == etag
            ? new ApiResponse { Code = 304, Headers = headers, ContentType = "" }
            : new ApiResponse { Code = 200, Bytes = document, Headers = headers };
    }

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var path in Paths())
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={Hash(Find(path)!)}" };
        return new JsonObject { ["paths"] = paths };
    }

    private IEnumerable<string> Paths()
    {
        var versions = registry.All.Select(k => (k.Group, k.Version)).Distinct().ToList();
        return new[] { "api", "apis", "version" }
            .Concat(versions.Where(v => v.Group.Length > 0).Select(v => $"apis/{v.Group}"))
            .Concat(versions.Select(v => v.Group.Length == 0 ? $"api/{v.Version}" : $"apis/{v.Group}/{v.Version}"))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    private byte[]? Find(string path)
    {
        var parts = path.Split('/');
        var kinds = parts switch
        {
            ["api", var version] => registry.All.Where(k => k.Group.Length == 0 && k.Version == version).ToList(),
            ["apis", var group, var version] => [.. registry.All.Where(k => k.Group == group && k.Version == version)],
            ["api"] or ["apis"] or ["version"] => [],
            ["apis", var group] when registry.All.Any(k => k.Group == group) => [],
            _ => null,
        };
        if (kinds is null || (kinds.Count == 0 && (parts.Length == 3 || parts is ["api", _])))
            return null;
        return _documents.GetOrAdd((path, registry.Epoch), _ => WireJson.Write(Document(path, kinds)));
    }

    private static JsonObject Document(string path, List<ResourceKind> kinds)
    {
        var paths = new JsonObject();
        var first = kinds.FirstOrDefault();
        var components = new ComponentWriter(first?.Group ?? "", first?.Version ?? "");
        foreach (var kind in kinds.OrderBy(k => k.Plural, StringComparer.Ordinal))
        {
            PathWriter.Write(paths, kind);
            components.Add(kind);
        }

        if (kinds.Count == 0)
            paths[$"/{path}/"] = new JsonObject
            {
                ["get"] = new JsonObject { ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } } },
            };
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.36.2" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = components.Schemas },
        };
    }

    /// <summary>The old single document, as JSON or as protobuf.</summary>
    private ApiResponse Version2(ApiRequest request)
    {
        foreach (var range in MediaRange.Parse(request.Accept))
        {
            if (SwaggerProtobuf.IsMeantBy(range.Type))
                return Respond(request, Version2("protobuf", SwaggerProtobuf.Encode)) with { ContentType = SwaggerProtobuf.MediaType };
            if (range.Type is "application/json" or "*/*" or "application/*")
                return Respond(request, Version2("json", static document => WireJson.Write(document)));
        }

        throw StatusError.NotAcceptable(["application/json", SwaggerProtobuf.MediaType]);
    }

    private byte[] Version2(string form, Func<JsonObject, byte[]> encode) =>
        _documents.GetOrAdd(($"v2/{form}", registry.Epoch), _ => encode(SwaggerDocument.Create(registry)));

    private static string Hash(byte[] document) => Convert.ToHexString(SHA512.HashData(document));
}
