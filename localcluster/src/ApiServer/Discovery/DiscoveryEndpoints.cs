using System.Security.Cryptography;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Discovery;

/// <summary>Answers <c>/api</c> and <c>/apis</c> and what lies directly below them.</summary>
internal sealed class DiscoveryEndpoints(DiscoveryDocuments documents, Func<string> serverAddress)
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /// <summary>The answer, or null when the path is not discovery's.</summary>
    public ApiResponse? Handle(ApiRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not (["api", ..] or ["apis", ..]) || parts.Length > 3 || parts is ["api", _, _])
            return null;
        if (request.Method != "GET")
            throw StatusError.MethodNotAllowed();
        return parts switch
        {
            ["api"] => AcceptsAggregated(request) ? Aggregated(request, core: true) : ApiResponse.Ok(DiscoveryDocuments.CoreVersions(serverAddress())),
            ["apis"] => AcceptsAggregated(request) ? Aggregated(request, core: false) : ApiResponse.Ok(documents.Groups()),
            ["api", var version] => ApiResponse.Ok(documents.Resources("", version) ?? throw StatusError.PathNotFound()),
            ["apis", var group] => documents.Group(group) is { } found ? ApiResponse.Ok(found) : NoSuchGroup(),
            ["apis", var group, var version] => Resources(group, version),
            _ => null,
        };
    }

    private ApiResponse Resources(string group, string version)
    {
        if (documents.Resources(group, version) is { } found)
            return ApiResponse.Ok(found);
        if (documents.Group(group) is not null)
            throw StatusError.PathNotFound();
        return NoSuchGroup();
    }

    private static ApiResponse NoSuchGroup() => ApiResponse.Text(404, "404 page not found\n");

    private static bool AcceptsAggregated(ApiRequest request)
    {
        foreach (var range in MediaRange.Parse(request.Accept))
        {
            if (range.Parameter("as") == "APIGroupDiscoveryList" && range.Parameter("g") == "apidiscovery.k8s.io" && range.Parameter("v") == "v2")
                return true;
            if (range.Parameter("as") is null && range.Type is "application/json" or "*/*" or "application/*")
                return false;
        }

        throw StatusError.NotAcceptable(["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]);
    }

    private ApiResponse Aggregated(ApiRequest request, bool core)
    {
        JsonObject document = documents.Aggregated(core);
        var bytes = WireJson.Write(document);
        var etag = $"\"{Convert.ToHexString(SHA512.HashData(bytes))}\"";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["ETag"] = etag,
            ["Vary"] = "Accept",
            ["Cache-Control"] = "public",
        };
        return request.IfNoneMatch == etag
            ? new ApiResponse { Code = 304, Headers = headers, ContentType = "" }
            : new ApiResponse { Code = 200, Bytes = bytes, ContentType = AggregatedType, Headers = headers };
    }
}
