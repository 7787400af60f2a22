using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Protobuf;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.Requests.Bodies;

/// <summary>Reads a body into a document: JSON, or YAML where the media type says so.</summary>
internal static class RequestBody
{
    private static readonly string[] Accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    public static string MediaType(ApiRequest request) =>
        request.ContentType is not { } type ? "application/json"
        : type.IndexOf(';') is var end and >= 0 ? type[..end].Trim()
        : type.Trim();

    /// <summary>The document of a create or replace.</summary>
    /// <param name="request">The request.</param>
    /// <param name="expectedKind">The kind, for the sentence that refuses a broken document.</param>
    public static ParsedJson ReadObject(ApiRequest request, string expectedKind)
    {
        if (request.Document is { } document)
            return new ParsedJson(JsonReading.Normalize(document), []);
        var parsed = MediaType(request) switch
        {
            "application/json" or "*/*" => ReadJson(request.Body, expectedKind),
            "application/vnd.kubernetes.protobuf" => ReadProtobuf(request.Body),
            "application/yaml" => Yaml.Read(request.Body.Span),
            _ => throw StatusError.UnsupportedMediaType(Accepted),
        };
        if (parsed.Root is JsonObject)
            return parsed;
        throw Unrecognized(request.Body, expectedKind, parsed.Root is JsonArray
            ? "json: cannot unmarshal array into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
                + "\"json:\\\"kind,omitempty\\\"\" }"
            : "json: cannot unmarshal value into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
                + "\"json:\\\"kind,omitempty\\\"\" }");
    }

    /// <summary>The document of a patch.</summary>
    /// <param name="request">The request.</param>
    /// <param name="prefix">How the error of a broken document begins.</param>
    public static ParsedJson ReadPatch(ApiRequest request, string prefix = "error decoding patch: ")
    {
        if (request.Document is { } document)
            return new ParsedJson(JsonReading.Normalize(document), []);
        try
        {
            return JsonReading.Parse(request.Body.Span);
        }
        catch (JsonException exception)
        {
            throw StatusError.BadRequest($"{prefix}{(IsTruncated(request.Body, exception) ? "unexpected end of JSON input" : JsonProblem(exception))}");
        }
    }

    private static ParsedJson ReadProtobuf(ReadOnlyMemory<byte> body)
    {
        try
        {
            return new ParsedJson(ProtobufDecoder.Decode(body.Span), []);
        }
        catch (FormatException exception)
        {
            throw StatusError.BadRequest(exception.Message);
        }
    }

    private static ParsedJson ReadJson(ReadOnlyMemory<byte> body, string expectedKind)
    {
        try
        {
            return JsonReading.Parse(body.Span);
        }
        catch (JsonException exception)
        {
            throw Unrecognized(body, expectedKind, IsTruncated(body, exception) ? "unexpected end of JSON input" : JsonProblem(exception));
        }
    }

    /// <summary>Whether the text is the beginning of a document, which Go reports differently from a wrong one.</summary>
    private static bool IsTruncated(ReadOnlyMemory<byte> body, JsonException problem)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return true;
        var lines = Encoding.UTF8.GetString(body.Span).Split('\n');
        return problem.LineNumber == lines.Length - 1 && problem.BytePositionInLine >= Encoding.UTF8.GetByteCount(lines[^1]);
    }

    internal static string JsonProblem(JsonException problem) => GoJsonProblem.Of(problem);

    private static ApiStatusException Unrecognized(ReadOnlyMemory<byte> body, string expectedKind, string problem)
    {
        var text = body.IsEmpty ? "<empty>" : Encoding.UTF8.GetString(body.Span);
        if (problem.StartsWith("json:"))
            text = Convert.ToHexStringLower(body.Span);
        return StatusError.BadRequest(
            $"the object provided is unrecognized (must be of type {expectedKind}): couldn't get version/kind; json parse error: {problem} ({text})");
    }
}
