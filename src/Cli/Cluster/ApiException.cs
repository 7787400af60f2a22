using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Cli.Cluster;

/// <summary>The API server did not do what it was asked to. The message is the server's where it has one.</summary>
/// <param name="message">One line.</param>
/// <param name="status">What it answered with; null when it did not answer in time, or not to the end.</param>
/// <param name="inner">The cause.</param>
internal sealed class ApiException(string message, HttpStatusCode? status, Exception? inner = null) : CliException(message, inner)
{
    /// <summary>What the server answered with; null when it did not answer in time, or not to the end.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>The same request may succeed a moment later.</summary>
    public bool IsTransient => status is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>The message of a Status; null for another body.</summary>
    public static string? MessageIn(string body)
    {
        try
        {
            return (string?)JsonNode.Parse(body)?["message"];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
