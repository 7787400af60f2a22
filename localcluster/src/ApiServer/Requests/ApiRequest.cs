using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Requests;

/// <summary>One request, independent of the transport it came by.</summary>
public sealed record ApiRequest
{
    /// <summary>HTTP method in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Decoded path, starting with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Query parameters.</summary>
    public QueryParameters Query { get; init; } = QueryParameters.None;

    /// <summary>Value of <c>Accept</c>; null means JSON.</summary>
    public string? Accept { get; init; }

    /// <summary>Value of <c>Content-Type</c>; null means JSON.</summary>
    public string? ContentType { get; init; }

    /// <summary>Value of <c>User-Agent</c>: its first part names the field manager when no parameter does.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Value of <c>If-None-Match</c>.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>The body as sent.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body of an in-process request, already a document of its own; takes precedence over <see cref="Body"/>.</summary>
    public JsonNode? Document { get; init; }

    /// <summary>The authenticated user.</summary>
    public Identity User { get; init; } = Identity.Administrator;
}
